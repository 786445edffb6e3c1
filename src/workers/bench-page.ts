import type { Problem, Result } from '../base/result.ts';
import type { AdapterRecord, Measurement } from '../records/measurement.ts';
import { createMeasureClient, type MeasureProgress, type MeasureRequest } from './measure-client.ts';
import type { RunPart } from './partial-run.ts';
import { createSamplingClient } from './sampling-client.ts';
import type { CaseSampler } from '../measure/case-sampler.ts';

/** What headless runs call in bench.html: the very client that the Measure page uses, and nothing else. */
export interface RoofrackBench {
  readonly describeAdapter: () => Promise<Result<AdapterRecord, Problem>>;
  /** Progress and what is finished go to functions that a driver may have exposed to the page. */
  readonly run: (
    request: MeasureRequest,
    onProgress?: (progress: MeasureProgress) => void,
    onPart?: (part: RunPart) => void,
  ) => Promise<Result<Measurement, Problem>>;
  /** Ends the run under way; it resolves with what it has. */
  readonly cancel: () => void;
  /** One side of a comparison, sampled by whoever drives both pages; made when it is first asked for. */
  readonly sampler: () => CaseSampler;
}

declare global {
  var roofrackBench: RoofrackBench | undefined;
}

const client = createMeasureClient();
let abort = new AbortController();
let sampler: CaseSampler | null = null;
globalThis.roofrackBench = {
  describeAdapter: () => client.describeAdapter(),
  run: (request, onProgress, onPart) => {
    abort = new AbortController();
    return client.run(request, {
      signal: abort.signal,
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(onPart === undefined ? {} : { onPart }),
    });
  },
  cancel: () => {
    abort.abort();
  },
  sampler: () => (sampler ??= createSamplingClient()),
};
