import { parentPort, workerData } from 'node:worker_threads';
import { setImmediate } from 'node:timers/promises';
import { writePart } from './row-parts.ts';
import { rowSource } from './subject.ts';
import type { FromRowThread, RowThreadData, ToRowThread } from './thread-protocol.ts';

/** One of the threads that compute rows: it is told ranges, and writes each as a part. */
const parent = parentPort;
if (parent === null) throw new Error('This program is started by the command line.');
const say = (message: FromRowThread): void => {
  parent.postMessage(message);
};

const { subject, header, folder } = workerData as RowThreadData;
const source = rowSource(subject);

parent.on('message', (range: ToRowThread) => {
  void (async () => {
    const data = await source.rows(range, { pause: () => setImmediate() });
    const written = await writePart(folder, header, range, data);
    say(
      written.ok
        ? { type: 'done', range }
        : { type: 'failed', message: written.error.map(({ message }) => message).join(' ') },
    );
  })();
});
