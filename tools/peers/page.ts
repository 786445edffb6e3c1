import { describeAdapter } from '../../src/measure/device/adapter-record.ts';
import { createContests } from './contest.ts';
import type { Participant, ParticipantId } from './participant.ts';
import type {} from './page-window.ts';

/** Of our own variants, for `ours` and `twin`; the runner puts it into the address. */
const kernel = new URLSearchParams(location.search).get('kernel') ?? 'auto';

/** Loaded on demand, so that a library that does not even load is a failure of that participant only. */
const openers: Record<ParticipantId, () => Promise<Participant>> = {
  ours: async () => (await import('./participants/ours.ts')).openOurs(kernel),
  twin: async () => (await import('./participants/ours.ts')).openOurs(kernel),
  tfjs: async () => (await import('./participants/tfjs.ts')).openTfjs(),
  ort: async () => (await import('./participants/ort.ts')).openOrt(),
  jax: async () => (await import('./participants/jax.ts')).openJax(),
};

window.holdContest = createContests({
  open: (id) => openers[id](),
  nowMs: () => performance.now(),
  atWork: (id, stage) => window.atWork(id, stage),
});

window.describeAdapter = async () => {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  return adapter === null || adapter === undefined ? null : describeAdapter(adapter);
};
