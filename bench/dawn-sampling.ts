import { createSamplingService } from '../src/workers/sampling-service.ts';
import type { ToSamplingWorker } from '../src/workers/sampling-protocol.ts';
import { openDawn } from './dawn.ts';

/** One side of a comparison as a child process of Node. */
// Dawn crashes when this object is collected, so the module keeps it.
const gpu = openDawn();
const handle = createSamplingService(gpu, (message) => {
  process.send?.(message);
});

process.on('message', (message: ToSamplingWorker) => {
  handle(message);
});
process.on('disconnect', () => process.exit(0));
// A terminal interrupts its whole group; the parent says when this one ends.
process.on('SIGINT', () => undefined);
