import { linkMeasureWorker, type MeasureClient } from './measure-link.ts';
import measureWorkerUrl from './measure.worker.ts?worker&url';
import { trustedWorkerUrl } from './worker-url.ts';

export type { MeasureProgress, MeasureRequest } from '../measure/request.ts';
export type { MeasureClient } from './measure-link.ts';

/** A client of the measuring worker of this page. */
export const createMeasureClient = (): MeasureClient =>
  linkMeasureWorker({
    createWorker: () => new Worker(trustedWorkerUrl(measureWorkerUrl), { type: 'module', name: 'roofrack-measure' }),
  });
