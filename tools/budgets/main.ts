import { cpus, loadavg } from 'node:os';
import { quantileSorted, sorted } from '../../src/base/statistics/order.ts';
import type { Budget } from './budget.ts';
import { calibrateBudgets } from './calibrate.ts';
import { drawBudgets } from './draws.ts';
import { firstLoadBudgets } from './first-load.ts';
import { pageLoadBudgets } from './page-load.ts';
import { planBudgets } from './plan.ts';
import { rackBudgets } from './racks.ts';
import { racksPageBudgets } from './racks-page.ts';
import { simulateBudgets } from './simulate.ts';
import { sweepBudgets } from './sweeps.ts';

/**
 * How fast the parts are that a user waits for, against what they may take. Prints a table and never fails: times depend
 * on the machine. Run it on a quiet one. Words after the command pick benches by their name.
 */
const RUNS = 5;
const budgets: readonly Budget[] = [
  ...planBudgets,
  ...drawBudgets,
  ...calibrateBudgets,
  ...rackBudgets,
  ...racksPageBudgets,
  ...simulateBudgets,
  ...sweepBudgets,
  ...firstLoadBudgets,
  ...pageLoadBudgets,
];

const picked = process.argv.slice(2);
const machine = cpus()[0]?.model.trim() ?? 'unknown processor';
const load = loadavg()[0] ?? 0;
const busy = load > cpus().length / 2 ? `; load ${load.toFixed(1)}: not a quiet machine, its times are too long` : '';
console.log(`${machine}, ${String(cpus().length)} threads, Node ${process.version}${busy}\n`);
console.log(`| bench | load | median | range of ${String(RUNS)} | budget | |`);
console.log('| --- | --- | --- | --- | --- | --- |');

for (const { name, load: what, unit, budget, better, run } of budgets) {
  if (picked.length > 0 && !picked.some((word) => name.includes(word))) continue;
  // The first run warms the compiler up.
  await run();
  const measured: number[] = [];
  for (let i = 0; i < RUNS; i++) measured.push(await run());
  const values = sorted(measured);
  const median = quantileSorted(values, 0.5);
  const kept = better === 'higher' ? median >= budget : median <= budget;
  const show = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
  const bound = `${better === 'higher' ? '≥' : '≤'} ${show(budget)} ${unit}`;
  console.log(
    `| ${name} | ${what} | ${show(median)} ${unit} | ${show(values[0]!)} to ${show(values[RUNS - 1]!)} | ${bound} | ${kept ? 'kept' : 'MISSED'} |`,
  );
}
