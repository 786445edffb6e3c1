import type { Problem, Result } from '../base/result.ts';
import type { AdapterRecord, Measurement } from '../records/measurement.ts';
import { createMeasureClient, type MeasureProgress, type MeasureRequest } from './measure-client.ts';

/** What headless runs call in bench.html: the very client that the Measure page uses, and nothing else. */
export interface RoofrackBench {
  readonly describeAdapter: () => Promise<Result<AdapterRecord, Problem>>;
  /** Progress goes to `onProgress`, which a driver may point at a function it exposed to the page. */
  readonly run: (
    request: MeasureRequest,
    onProgress?: (progress: MeasureProgress) => void,
  ) => Promise<Result<Measurement, Problem>>;
  /** Ends the run under way; it resolves with what it has. */
  readonly cancel: () => void;
}

declare global {
  var roofrackBench: RoofrackBench | undefined;
}

const client = createMeasureClient();
let abort = new AbortController();
globalThis.roofrackBench = {
  describeAdapter: () => client.describeAdapter(),
  run: (request, onProgress) => {
    abort = new AbortController();
    return client.run(request, { signal: abort.signal, ...(onProgress === undefined ? {} : { onProgress }) });
  },
  cancel: () => {
    abort.abort();
  },
};
