import type { AdapterRecord } from '../../records/measurement.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { describeAdapter } from './adapter-record.ts';
import { failure, GpuFailureError, type GpuFailure } from './failure.ts';

/**
 * The one owner of the GPU device.
 *
 *   idle ── acquire ──► ready (generation g) ── lost ──► idle, generation g + 1 ── acquire ──► ready …
 *                                             └─ third loss, or destroyed on purpose ──► spent
 *
 * It opens error scopes around each piece of work, races the work against the loss of the device and against the
 * clock, and says in one word what failed. It never retries work by itself: who asked decides. A loss that nobody
 * asked for may be recovered from twice (a new adapter, then a new device); after that, or after a `destroy()`, only
 * a person may ask again, through `reset`.
 */
export interface Lease {
  readonly device: GPUDevice;
  readonly generation: number;
  readonly adapter: AdapterRecord;
}

export interface DeviceOwnerOptions {
  readonly gpu: GPU | undefined;
  readonly powerPreference?: GPUPowerPreference | undefined;
  /** How long `popErrorScope` may take; it can hang for ever when the GPU process dies (WebGPU CTS uses 5 s too). */
  readonly scopeTimeoutMs?: number;
  /** Features to ask for where the adapter has them. */
  readonly wantedFeatures?: readonly string[];
}

export interface DeviceOwner {
  readonly describe: () => Promise<Result<AdapterRecord, GpuFailure>>;
  readonly acquire: () => Promise<Result<Lease, GpuFailure>>;
  /** Runs work on the device; what it throws as GpuFailureError, what scopes catch, loss and time-out become failures. */
  readonly withDevice: <T>(work: (lease: Lease) => Promise<T>, timeoutMs: number) => Promise<Result<T, GpuFailure>>;
  /** Gives the device back at once; work under way ends as `lost`. */
  readonly release: () => void;
  /** A person asks again: forgets earlier losses. */
  readonly reset: () => void;
  readonly state: () => { readonly generation: number; readonly recoveries: number; readonly spent: boolean };
}

/** Recoveries without asking. A third loss in one run means that the work, not the weather, kills the device. */
export const AUTOMATIC_RECOVERIES = 2;

export const WANTED_FEATURES: readonly string[] = [
  'timestamp-query',
  'shader-f16',
  'subgroups',
  'subgroup-size-control',
  'chromium-experimental-subgroup-matrix',
];

/** Limits that only cost something when used, so all that the adapter has is asked for. */
const WANTED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
] as const;

export const afterMs = <T>(ms: number, value: () => T): { promise: Promise<T>; cancel: () => void } => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const promise = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      resolve(value());
    }, ms);
  });
  return {
    promise,
    cancel: () => {
      clearTimeout(timer);
    },
  };
};

interface Held extends Lease {
  readonly lost: Promise<GpuFailure>;
  uncaptured: string | null;
}

export const createDeviceOwner = ({
  gpu,
  powerPreference,
  scopeTimeoutMs = 5000,
  wantedFeatures = WANTED_FEATURES,
}: DeviceOwnerOptions): DeviceOwner => {
  let held: Held | null = null;
  let generation = 0;
  let recoveries = 0;
  let spent = false;
  let opening: Promise<Result<Held, GpuFailure>> | null = null;

  const requestAdapter = async (): Promise<Result<GPUAdapter, GpuFailure>> => {
    if (gpu === undefined)
      return err(
        failure('unsupported', 'This browser has no WebGPU. Chrome, Edge, Safari 26 and Firefox 141 have it.'),
      );
    const adapter = await gpu.requestAdapter(powerPreference === undefined ? {} : { powerPreference });
    if (adapter === null) {
      return err(
        failure(
          'unsupported',
          'WebGPU is here, but it offers no adapter: the GPU or its driver is blocked or missing.',
        ),
      );
    }
    return ok(adapter);
  };

  const discard = (lease: Held): void => {
    if (held !== lease) return;
    held = null;
    generation++;
  };

  const open = async (): Promise<Result<Held, GpuFailure>> => {
    const found = await requestAdapter();
    if (!found.ok) return found;
    const adapter = found.value;
    const limits = adapter.limits as unknown as Record<string, number>;
    let device: GPUDevice;
    try {
      device = await adapter.requestDevice({
        requiredFeatures: wantedFeatures.filter((name) => adapter.features.has(name)) as GPUFeatureName[],
        requiredLimits: Object.fromEntries(
          WANTED_LIMITS.map((name) => [name, limits[name] ?? 0] as const).filter(([, limit]) => limit > 0),
        ),
      });
    } catch (reason) {
      return err(failure('unsupported', `The adapter gave no device: ${String(reason)}`));
    }
    const lost = device.lost.then(({ reason, message }) => {
      const destroyed = reason === 'destroyed';
      if (held === lease) {
        if (destroyed || recoveries === AUTOMATIC_RECOVERIES) spent = true;
        else recoveries++;
        discard(lease);
      }
      return failure(
        'lost',
        destroyed ? 'The GPU device was destroyed.' : `The GPU device was lost: ${message || 'no reason was given'}.`,
      );
    });
    const lease: Held = { device, generation, adapter: describeAdapter(adapter), lost, uncaptured: null };
    device.addEventListener('uncapturederror', (event) => {
      lease.uncaptured ??= event.error.message;
    });
    held = lease;
    return ok(lease);
  };

  const acquire = async (): Promise<Result<Held, GpuFailure>> => {
    if (held !== null) return ok(held);
    if (spent) {
      return err(
        failure('lost', 'The GPU device is gone and is not asked for again by itself. Start another run to try.'),
      );
    }
    opening ??= open().finally(() => {
      opening = null;
    });
    return opening;
  };

  /** Pops the scopes that were pushed, innermost first, and says what the first of them caught. */
  const popScopes = async ({ device }: Held): Promise<GpuFailure | null> => {
    const kinds = ['internal', 'out-of-memory', 'validation'] as const;
    const pops = kinds.map(async (kind) => {
      const caught = await device.popErrorScope();
      return caught === null ? null : failure(kind, caught.message);
    });
    const late = afterMs(scopeTimeoutMs, () => [
      failure('timeout', 'The GPU did not answer: its process may have crashed.'),
    ]);
    const failures = await Promise.race([
      Promise.all(pops).catch((reason: unknown) => [failure('lost', String(reason))]),
      late.promise,
    ]);
    late.cancel();
    return failures.find((caught) => caught !== null) ?? null;
  };

  const attempt = async <T>(lease: Held, work: (lease: Lease) => Promise<T>): Promise<Result<T, GpuFailure>> => {
    for (const scope of ['validation', 'out-of-memory', 'internal'] as const) lease.device.pushErrorScope(scope);
    let outcome: Result<T, GpuFailure>;
    try {
      outcome = ok(await work(lease));
    } catch (thrown) {
      if (!(thrown instanceof GpuFailureError) && !isGpuException(thrown)) {
        await popScopes(lease);
        throw thrown;
      }
      outcome = err(thrown instanceof GpuFailureError ? thrown.failure : failure('internal', thrown.message));
    }
    const caught = await popScopes(lease);
    if (caught !== null) return err(caught);
    if (lease.uncaptured !== null) {
      const message = lease.uncaptured;
      lease.uncaptured = null;
      return err(failure('validation', `An error outside every scope: ${message}`));
    }
    return outcome;
  };

  const withDevice = async <T>(
    work: (lease: Lease) => Promise<T>,
    timeoutMs: number,
  ): Promise<Result<T, GpuFailure>> => {
    const acquired = await acquire();
    if (!acquired.ok) return acquired;
    const lease = acquired.value;
    const late = afterMs(timeoutMs, () =>
      err(failure('timeout', `The GPU did not finish within ${String(timeoutMs / 1000)} s.`)),
    );
    const running = attempt(lease, work);
    // The race may be decided before the work ends; what it does afterwards is of no interest.
    running.catch(() => undefined);
    const result = await Promise.race([running, lease.lost.then((cause) => err(cause)), late.promise]);
    late.cancel();
    if (result.ok) return result;
    // A device lost shows in many ways (a rejected map, a failed scope) an instant before `lost` resolves.
    const lost = await Promise.race([lease.lost, afterMs(50, () => null).promise]);
    if (lost !== null) return err(lost);
    if (result.error.kind === 'timeout' || result.error.kind === 'out-of-memory') {
      // Neither can be trusted afterwards: one still works on what was given up, the other may hold half a buffer.
      discard(lease);
      lease.device.destroy();
    }
    return result;
  };

  return {
    describe: async () => {
      if (held !== null) return ok(held.adapter);
      const found = await requestAdapter();
      return found.ok ? ok(describeAdapter(found.value)) : found;
    },
    acquire,
    withDevice,
    release: () => {
      held?.device.destroy();
    },
    reset: () => {
      recoveries = 0;
      spent = false;
    },
    state: () => ({ generation, recoveries, spent }),
  };
};

/** WebGPU rejects with DOMException and GPUPipelineError; everything else that is thrown is a bug of ours. */
const isGpuException = (thrown: unknown): thrown is Error =>
  thrown instanceof Error && /^(OperationError|AbortError|GPUPipelineError|InvalidStateError)$/.test(thrown.name);
