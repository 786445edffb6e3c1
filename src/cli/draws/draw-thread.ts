import { parentPort, workerData } from 'node:worker_threads';
import { replicateAtOnce } from '../../plan/sensitivity/monte-carlo.ts';
import type { DrawThreadData, FromDrawThread, ToDrawThread } from './thread-protocol.ts';

/** One of the threads that draw: it is told numbers of replicates. */
const parent = parentPort;
if (parent === null) throw new Error('This program is started by the command line.');

const { scenario, options, request } = workerData as DrawThreadData;

parent.on('message', (replicate: ToDrawThread) => {
  const drawn = replicateAtOnce(scenario, options, { ...request, replicate });
  const answer: FromDrawThread = { replicate, drawn };
  parent.postMessage(
    answer,
    drawn.headlines.map(({ buffer }) => buffer as ArrayBuffer),
  );
});
