import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdapterRecord } from '../../src/records/measurement.ts';
import { parseOptions, USAGE, type PeersOptions } from './options.ts';
import { PEERS, titleOf, type ParticipantId, type PeerId, type Standing } from './participant.ts';
import {
  adapterWarnings,
  PEERS_FORMAT,
  PEERS_VERSION,
  renderMarkdown,
  renderTable,
  summariseCase,
  type PeersDocument,
} from './report.ts';
import { openSession } from './session.ts';
import { openSite, type Site } from './site.ts';
import { root } from '../../config/root.ts';

/** Exit codes of the project: 0 done, 2 usage, 4 invalid run (no adapter, or our own result could not be measured). */
const INVALID_RUN = 4;

const versionIn = (folder: string): string =>
  (JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { version: string }).version;

const versionsOf = (peers: readonly PeerId[]): Partial<Record<ParticipantId, string>> => ({
  ours: versionIn('.'),
  ...Object.fromEntries(peers.map((id) => [id, versionIn(join('tools/node_modules', PEERS[id].package))])),
});

const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

interface Gathered {
  readonly adapter: AdapterRecord;
  readonly browserVersion: string;
  /** By shape, then by session; fewer sessions where the run was interrupted. */
  readonly standings: readonly (readonly (readonly Standing[])[])[];
  readonly foreignRequests: ReadonlySet<string>;
}

/** The first interrupt lets the shape in progress finish, so that what was measured is printed; the second one ends at once. */
const listenForInterrupt = (): AbortSignal => {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    note('Interrupted: finishing this shape. Interrupt again to stop at once.');
    controller.abort();
  });
  return controller.signal;
};

const noteProgress = (
  label: string,
  held: readonly Standing[],
  done: number,
  total: number,
  startedMs: number,
): void => {
  const elapsedS = (performance.now() - startedMs) / 1000;
  const leftS = (elapsedS / done) * (total - done);
  const failures = held.flatMap(({ id, outcome }) => (outcome === 'measured' ? [] : [`; ${titleOf(id)}: ${outcome}`]));
  note(`${label}, ${elapsedS.toFixed(0)} s, about ${leftS.toFixed(0)} s left${failures.join('')}`);
};

const gather = async (site: Site, options: PeersOptions, interrupted: AbortSignal): Promise<Gathered | null> => {
  const { shapes, sessions, rounds, seed } = options;
  const participants: readonly ParticipantId[] = ['ours', ...options.peers];
  const standings: Standing[][][] = shapes.map(() => []);
  const startedMs = performance.now();
  let adapter: AdapterRecord | null = null;
  let browserVersion = '';
  const foreignRequests = new Set<string>();
  for (let index = 0; index < sessions && !interrupted.aborted; index++) {
    const session = await openSession(site, options.kernel);
    try {
      browserVersion = session.browserVersion();
      adapter ??= await session.describeAdapter();
      if (adapter === null) return null;
      for (const [at, shape] of shapes.entries()) {
        if (interrupted.aborted) break;
        const contest = index * shapes.length + at;
        const held = await session.hold({ shape, participants, rounds, seed: seed + contest });
        standings[at]!.push(held);
        const label = `session ${index + 1} of ${sessions}, ${shape.m}x${shape.n}x${shape.k}`;
        noteProgress(label, held, contest + 1, sessions * shapes.length, startedMs);
      }
    } finally {
      for (const url of session.foreignRequests()) foreignRequests.add(url);
      await session.close();
    }
  }
  return adapter === null ? null : { adapter, browserVersion, standings, foreignRequests };
};

const interruptionWarnings = (standings: Gathered['standings'], sessions: number): string[] => {
  const held = standings.reduce((sum, ofShape) => sum + ofShape.length, 0);
  const contests = standings.length * sessions;
  return held === contests
    ? []
    : [`the run was interrupted after ${held} of ${contests} contests of a shape and a session.`];
};

const toDocument = (
  options: PeersOptions,
  { adapter, browserVersion, standings, foreignRequests }: Gathered,
): PeersDocument => {
  const { sessions, rounds, seed } = options;
  const cases = options.shapes.flatMap((shape, at) =>
    standings[at]!.length === 0 ? [] : [summariseCase(shape, standings[at]!)],
  );
  return {
    format: PEERS_FORMAT,
    version: PEERS_VERSION,
    createdAt: new Date().toISOString(),
    adapter,
    browser: { name: 'Chromium', version: browserVersion },
    versions: versionsOf(options.peers),
    sessions,
    rounds,
    seed,
    cases,
    warnings: [
      ...interruptionWarnings(standings, sessions),
      ...adapterWarnings(cases),
      ...[...foreignRequests].map((url) => `a library asked for ${url}, which was refused.`),
    ],
  };
};

const render = {
  json: (document: PeersDocument) => JSON.stringify(document, null, 2),
  markdown: renderMarkdown,
  table: renderTable,
} as const;

const run = async (options: PeersOptions): Promise<number> => {
  const interrupted = listenForInterrupt();
  note('Building the page …');
  const site = await openSite();
  try {
    const gathered = await gather(site, options, interrupted);
    if (gathered === null) {
      note('There is no WebGPU adapter in this browser, so nothing was measured.');
      return INVALID_RUN;
    }
    const document = toDocument(options, gathered);
    process.stdout.write(`${render[options.output](document)}\n`);
    const oursMeasured = document.cases.every(({ rows }) => rows[0]!.outcome === 'measured');
    return oursMeasured && document.cases.length > 0 ? 0 : INVALID_RUN;
  } finally {
    await site.close();
  }
};

const options = parseOptions(process.argv.slice(2));
if (!options.ok) {
  for (const { message } of options.error) note(message);
  process.exitCode = 2;
} else if (options.value === 'help') {
  process.stdout.write(USAGE);
} else {
  process.exitCode = await run(options.value);
}
