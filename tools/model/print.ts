import { median, quantile } from '../../src/base/statistics/order.ts';

/** A share in percent, without its sign: 0.0423 is 4.2. */
export const percent = (share: number): string => (100 * share).toFixed(1);

/** Median and 90th percentile of the sizes of relative errors, in percent. */
export const summary = (errors: readonly number[]): string => {
  const sizes = errors.map(Math.abs);
  return errors.length === 0 ? 'none' : `${percent(median(sizes))} / ${percent(quantile(sizes, 0.9))}`;
};

/** Prints a Markdown table. */
export const printTable = (header: readonly string[], rows: readonly (readonly string[])[]): void => {
  for (const row of [header, header.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
  console.log('');
};
