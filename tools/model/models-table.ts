import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeText } from '../../src/base/format.ts';
import { readFigures } from '../../src/exchange/model-config/read-as.ts';
import { readModelConfig } from '../../src/exchange/model-config/read-model-config.ts';
import { byHand, PUBLISHED } from '../../src/exchange/model-config/testing/published.ts';

/** Prints the table of docs/models.md: what each real config.json is read as, beside what its maker publishes and the cache by hand. */
const folder = join(import.meta.dirname, '../../src/exchange/model-config/testing/configs');
const billions = (count: number): string => (count / 1e9).toLocaleString('en-US', { maximumSignificantDigits: 4 });
const bytes = (count: number): string => count.toLocaleString('en-US', { maximumFractionDigits: 3 });
const apart = (value: number, published: number): string => changeText(value / published, 1);

console.log(
  '| file | parameters read, published, 10⁹ | active read, published, 10⁹ | KV per token at 1 k, at 128 k, B | by hand | format | context |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const { files, total, active, activeWithTable, kv } of PUBLISHED) {
  for (const file of files) {
    const read = readModelConfig({ text: readFileSync(join(folder, `${file}.json`), 'utf8'), name: file });
    if (!read.ok) {
      console.log(`| ${file} | refused: ${read.error.map(({ message }) => message).join(' ')} | | | | | |`);
      continue;
    }
    const { shape, formats } = read.value;
    const { paramsTotal, paramsActive } = readFigures(shape);
    const { kvBytesPerToken } = readFigures({ ...shape, context: null });
    const table = activeWithTable === true ? (shape.vocab ?? 0) * shape.hidden : 0;
    const cells = [
      file.replace('--', '/'),
      `${billions(paramsTotal)}, ${String(total)} (${apart(paramsTotal, 1e9 * total)})`,
      `${billions(paramsActive + table)}${table > 0 ? ' with its table' : ''}, ${String(active)} (${apart(paramsActive + table, 1e9 * active)})`,
      `${bytes(kvBytesPerToken[1024] ?? NaN)}, ${bytes(kvBytesPerToken[131072] ?? NaN)}`,
      `${kv.replaceAll('*', '·')} = ${bytes(byHand(kv, 1024))}, ${bytes(byHand(kv, 131_072))}`,
      formats.weights,
      shape.context === null ? 'not told' : shape.context.toLocaleString('en-US'),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
