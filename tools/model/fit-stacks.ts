/**
 * Fits the constants of the serving stacks (src/catalog/stacks.ts) to the published A100 rows of the catalogue, and prints
 * what docs/model-fit.md shows: constants, errors of models left out, of halves left out, and every row.
 *
 *   node tools/model/fit-stacks.ts
 */
import { shuffled } from '../../src/base/random.ts';
import { median, quantile } from '../../src/base/statistics/order.ts';
import { fitStackConstants, medianError, STACK_PRIORS } from '../../src/calibrate/stack-fit.ts';
import { servingCases, type ServingCase } from '../../src/catalog/serving-cases.ts';
import { stackConstants, type StackConstants } from '../../src/catalog/stacks.ts';
import { validateCase, validateServing } from '../../src/plan/standing/validation.ts';
import { percent, printTable } from './print.ts';

const FITTED_ON = 'a100-sxm-80gb';
const HALVES = 5;

const logErrors = (cases: readonly ServingCase[], constants: StackConstants): number[] =>
  cases.flatMap((served) => validateCase(served, constants).map(({ error }) => Math.log1p(error)));

const fit = (stack: string, cases: readonly ServingCase[]): StackConstants =>
  fitStackConstants(stackConstants(stack), STACK_PRIORS[stack]!, (constants) => logErrors(cases, constants));

const summary: string[][] = [];
for (const stack of Object.keys(STACK_PRIORS)) {
  const cases = servingCases.filter((served) => served.stack === stack && served.accelerator === FITTED_ON);
  const constants = fit(stack, cases);
  const models = [...new Set(cases.map(({ model }) => model))];
  const leftOut = models.flatMap((model) => {
    const others = fit(
      stack,
      cases.filter((served) => served.model !== model),
    );
    return logErrors(
      cases.filter((served) => served.model === model),
      others,
    );
  });
  const halves = Array.from({ length: HALVES }, (_, seed) => {
    const order = shuffled(cases.length, seed + 1);
    const middle = Math.floor(cases.length / 2);
    const half = fit(
      stack,
      order.slice(0, middle).map((i) => cases[i]!),
    );
    return medianError(
      logErrors(
        order.slice(middle).map((i) => cases[i]!),
        half,
      ),
    );
  });
  console.log(
    `${stack}: ${STACK_PRIORS[stack]!.map(({ name }) => `${name} ${constants[name].toPrecision(4)}`).join(', ')}`,
  );
  summary.push([
    stack,
    String(cases.length),
    percent(medianError(logErrors(cases, constants))),
    percent(medianError(leftOut)),
    quantile(leftOut.map(Math.abs), 0.9).toFixed(3),
    `${percent(median(halves))} (${percent(Math.max(...halves))})`,
  ]);
}
console.log('');
printTable(
  ['stack', 'rows', 'fitted, %', 'a model left out, %', '90 % of log errors then', 'other half, median (worst), %'],
  summary,
);

const rows = validateServing();
const groups = new Map<string, (typeof rows)[number][]>();
for (const row of rows) {
  const key = [row.case.accelerator, row.case.stack, row.figure].join(' | ');
  groups.set(key, [...(groups.get(key) ?? []), row]);
}
printTable(
  ['accelerator', 'stack', 'figure', 'rows', 'median error, %', 'worst, %', 'in the 90 % band, %'],
  [...groups].map(([key, group]) => [
    key,
    String(group.length),
    percent(median(group.map(({ error }) => Math.abs(error)))),
    percent(group.map(({ error }) => error).reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a))),
    percent(group.filter(({ inBand }) => inBand).length / group.length),
  ]),
);
printTable(
  ['row', 'figure', 'published', 'computed', 'error, %'],
  rows.map((row) => [
    row.case.id,
    row.figure,
    String(row.published),
    Number(row.computed.toPrecision(4)).toString(),
    percent(row.error),
  ]),
);
