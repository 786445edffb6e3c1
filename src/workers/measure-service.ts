import { err, ok, problem } from '../base/result.ts';
import type { GpuFailure } from '../measure/device/failure.ts';
import { createDeviceOwner, type DeviceOwner } from '../measure/device/owner.ts';
import type { Measurement } from '../records/measurement.ts';
import type { FromMeasureWorker, ToMeasureWorker } from './measure-protocol.ts';

/**
 * The measuring side of the protocol, wherever it runs: a dedicated worker of a page, or a child process of Node. It is
 * the only thing that ever holds a GPU device.
 */
export interface MeasureServiceHost {
  readonly gpu: GPU | undefined;
  readonly send: (message: FromMeasureWorker) => void;
  readonly browser: Measurement['browser'];
  readonly host: Measurement['host'];
  readonly crossOriginIsolated: boolean | null;
}

/** Beats are sent at most this often; a submit may take a millisecond. */
const BEAT_EVERY_MS = 500;

const asProblem = ({ message }: GpuFailure) => err(problem('adapter', message));

export const createMeasureService = ({
  gpu,
  send,
  browser,
  host,
  crossOriginIsolated,
}: MeasureServiceHost): ((message: ToMeasureWorker) => void) => {
  const owners = new Map<GPUPowerPreference | null, DeviceOwner>();
  let running: { readonly id: number; readonly abort: AbortController; hidden: boolean } | null = null;

  const ownerFor = (powerPreference: GPUPowerPreference | null): DeviceOwner => {
    const known = owners.get(powerPreference);
    if (known !== undefined) return known;
    const owner = createDeviceOwner({ gpu, powerPreference: powerPreference ?? undefined });
    owners.set(powerPreference, owner);
    return owner;
  };

  const run = async ({ id, request, hidden }: Extract<ToMeasureWorker, { type: 'run' }>): Promise<void> => {
    const mine = { id, abort: new AbortController(), hidden };
    running = mine;
    // Kernels and suites: most of this program, and a visit that measures nothing does without.
    const [{ checkRequest }, { runSession }] = await Promise.all([
      import('../measure/request.ts'),
      import('../measure/session.ts'),
    ]);
    const [wrong] = checkRequest(request);
    if (wrong !== undefined) {
      running = null;
      send({ type: 'finished', id, result: err(wrong) });
      return;
    }
    let lastBeat = -Infinity;
    const result = await runSession(request, {
      owner: ownerFor(request.powerPreference),
      now: () => performance.now(),
      createdAt: new Date().toISOString(),
      id: crypto.randomUUID(),
      browser,
      host,
      crossOriginIsolated,
      signal: mine.abort.signal,
      isHidden: () => mine.hidden,
      onHeader: (header) => {
        send({ type: 'header', id, header });
      },
      onCase: (measured) => {
        send({ type: 'case', id, measured });
      },
      onTuning: (tuning) => {
        send({ type: 'tuning', id, tuning });
      },
      onProgress: (progress) => {
        send({ type: 'progress', id, progress });
      },
      onBeat: () => {
        if (performance.now() - lastBeat < BEAT_EVERY_MS) return;
        lastBeat = performance.now();
        send({ type: 'beat', id });
      },
    });
    if (running === mine) running = null;
    send({ type: 'finished', id, result: result.ok ? ok(result.value) : asProblem(result.error) });
  };

  const handle = async (message: ToMeasureWorker): Promise<void> => {
    switch (message.type) {
      case 'describe': {
        const described = await ownerFor(message.powerPreference).describe();
        send({ type: 'described', id: message.id, result: described.ok ? described : asProblem(described.error) });
        return;
      }
      case 'run':
        await run(message);
        return;
      case 'cancel':
        if (running?.id === message.id) running.abort.abort();
        return;
      case 'visibility':
        if (running !== null) running.hidden = message.hidden;
        return;
      case 'release':
        for (const owner of owners.values()) owner.release();
    }
  };

  return (message) => {
    handle(message).catch((reason: unknown) => {
      running = null;
      const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
      send({ type: 'crashed', id: 'id' in message ? message.id : -1, message: text });
    });
  };
};
