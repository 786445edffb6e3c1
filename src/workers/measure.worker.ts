import { err, ok, problem } from '../base/result.ts';
import { describeBrowser } from '../measure/device/browser.ts';
import type { GpuFailure } from '../measure/device/failure.ts';
import { createDeviceOwner, type DeviceOwner } from '../measure/device/owner.ts';
import { checkRequest } from '../measure/request.ts';
import { runSession } from '../measure/session.ts';
import type { FromMeasureWorker, ToMeasureWorker } from './measure-protocol.ts';

/** The measuring worker: the only place in the product that holds a GPU device. */
interface WorkerScope {
  readonly navigator: Navigator;
  readonly crossOriginIsolated: boolean;
  postMessage(message: FromMeasureWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToMeasureWorker>) => void): void;
}
const scope = globalThis as unknown as WorkerScope;
const send = (message: FromMeasureWorker): void => {
  scope.postMessage(message);
};

/** Beats are sent at most this often; a submit may take a millisecond. */
const BEAT_EVERY_MS = 500;

const owners = new Map<GPUPowerPreference | null, DeviceOwner>();
const ownerFor = (powerPreference: GPUPowerPreference | null): DeviceOwner => {
  const known = owners.get(powerPreference);
  if (known !== undefined) return known;
  const gpu = scope.navigator.gpu as GPU | undefined;
  const owner = createDeviceOwner({ gpu, powerPreference: powerPreference ?? undefined });
  owners.set(powerPreference, owner);
  return owner;
};

const asProblem = ({ message }: GpuFailure) => err(problem('adapter', message));

let running: { readonly id: number; readonly abort: AbortController; hidden: boolean } | null = null;

const run = async ({ id, request, hidden }: Extract<ToMeasureWorker, { type: 'run' }>): Promise<void> => {
  const [wrong] = checkRequest(request);
  if (wrong !== undefined) {
    send({ type: 'finished', id, result: err(wrong) });
    return;
  }
  const mine = { id, abort: new AbortController(), hidden };
  running = mine;
  let lastBeat = -Infinity;
  const result = await runSession(request, {
    owner: ownerFor(request.powerPreference),
    now: () => performance.now(),
    createdAt: new Date().toISOString(),
    id: crypto.randomUUID(),
    browser: describeBrowser(scope.navigator),
    host: null,
    crossOriginIsolated: scope.crossOriginIsolated,
    signal: mine.abort.signal,
    isHidden: () => mine.hidden,
    onHeader: (header) => {
      send({ type: 'header', id, header });
    },
    onCase: (measured) => {
      send({ type: 'case', id, measured });
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

scope.addEventListener('message', ({ data }) => {
  handle(data).catch((reason: unknown) => {
    running = null;
    send({
      type: 'crashed',
      id: 'id' in data ? data.id : -1,
      message: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
    });
  });
});
