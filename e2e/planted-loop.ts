import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STORE = 'c[id.z * dims.batch_c + row * dims.n + col] = f32(sum);';

/** What is computed again is never stored, which a compiler cannot know: a product with zero would be folded, and the loop with it. */
const slower = (share: number): string => `
  var again = {{ACC}}();
  for (var j = 0u; j < u32(f32(dims.k) * ${share.toFixed(4)}); j++) {
    again = fma({{ACC}}(a[a0 + j * dims.a_col]), {{ACC}}(b[b0 + j * dims.b_row]), again);
  }
  ${STORE.replace('sum', 'select(sum, again, abs(again) > 1e30)')}`;

/** Copies a built page and has its naive kernel walk so much of its inner loop a second time: a regression whose size is known. */
export const plantLoop = (base: string, head: string, share: number): void => {
  cpSync(base, head, { recursive: true });
  const files = readdirSync(join(head, 'assets'))
    .map((name) => join(head, 'assets', name))
    .filter((path) => path.endsWith('.js') && readFileSync(path, 'utf8').includes(STORE));
  if (files.length === 0) throw new Error(`The naive kernel is not in ${base}.`);
  for (const path of files)
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replaceAll(STORE, () => slower(share).trim()),
    );
};
