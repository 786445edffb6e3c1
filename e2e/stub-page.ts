import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A built page whose times are computed: what drives it is the real browser and the real command, and no test waits for a kernel.
 */
const HTML =
  '<!doctype html><html lang="en"><title>stub</title><script type="module" src="./src/page.js"></script></html>';

/** Time of one run in ms by the size of the case (its m), before 1 % of noise; 1 ms where none is stated. */
export type StubTimes = Readonly<Record<number, number>>;

const script = (times: StubTimes): string => `
const times = ${JSON.stringify(times)};
const adapter = { vendor: 'stub', architecture: 'page', device: '', description: '', software: true, features: [], limits: {},
  subgroupMinSize: null, subgroupMaxSize: null, subgroupMatrices: [] };
const counts = { flop: 1, bytes: 1, dispatches: 1, pipelines: 1, wgslHash: 'stub' };
const noise = () => Math.exp(0.02 * (Math.random() + Math.random() + Math.random() - 1.5));
let ms = 1;
globalThis.roofrackBench = {
  sampler: () => ({
    open: async ({ shape: { m, n, k } }) => {
      ms = times[m] ?? 1;
      const id = 'matmul:m=' + m + ';n=' + n + ';k=' + k;
      return { ok: true, value: { id, adapter, counts, compileMs: 1, firstDispatchMs: 1, maxError: 0 } };
    },
    time: async (count) => ({ ok: true, value: count * ms * noise() }),
  }),
};
`;

/** Writes the page into a folder, with something in it that makes each version differ. */
export const writeStubPage = (folder: string, times: StubTimes, version = ''): void => {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'bench.html'), HTML);
  writeFileSync(join(folder, 'src/page.js'), `// ${version}\n${script(times)}`);
};
