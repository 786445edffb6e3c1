import { formatCount, percentText } from '../../base/format.ts';
import { err, problem, type Problem, type Result } from '../../base/result.ts';
import { showText } from '../../exchange/show.ts';
import { planFailures, planRacks, SHARED_KINDS } from '../../plan/plan-racks.ts';
import { plan, type PlanOptions } from '../../plan/plan.ts';
import { alikeFailures, brokenPromises, type Failure, type FailureTable } from '../../racks/failures/all-failures.ts';
import { overWords, tripsWords } from '../../racks/failures/cascade-words.ts';
import type { Plan } from '../../records/plan.ts';
import type { Scenario } from '../../records/scenario.ts';
import { readNumber } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readScenarioInput, SCENARIO_OPTIONS } from '../read-scenario.ts';
import { textTable } from '../table.ts';

const MOST_ROWS = 30;

/** The failures of the hall of a plan, or why it has none to show. */
const failuresOf = (
  scenario: Scenario,
  answer: Plan,
  planOptions: PlanOptions,
  pairsOf: readonly string[],
): Result<FailureTable, Problem[]> => {
  if (scenario.mode === 'article') {
    const message =
      'There is no hall whose failures could be followed: the published arithmetic knows no feeds. Choose mode=physical.';
    return err([problem('mode', message)]);
  }
  const racks = planRacks(scenario, answer, planOptions);
  return racks.ok ? planFailures(scenario, answer, racks.value, { pairsOf }) : racks;
};

const report = ({ base, failures, pairsLeftOut }: FailureTable, rows: number): string => {
  const groups = alikeFailures(failures);
  const whole = base.gpusLeft;
  const line = (failure: Failure, what: string, count: string): string[] => [
    percentText(failure.loadShare, 4),
    formatCount(failure.gpusLeft),
    failure.gpusUnknown === 0 ? '' : `${formatCount(failure.gpusUnknown)} not known`,
    what,
    count,
    tripsWords(failure),
    overWords(failure),
  ];
  return [
    ...(base.trips.length === 0 ? [] : [`With nothing lost already opens: ${tripsWords(base)}\n`]),
    ...(base.over.length === 0 ? [] : [`With nothing lost already over its rating: ${overWords(base)}\n`]),
    `${formatCount(whole)} GPUs; ${formatCount(failures.length)} failures, worst first\n\n`,
    textTable(
      [
        ['load', 'GPUs left', '', 'lost', 'such', 'opens', 'over its rating'],
        ...groups
          .slice(0, rows)
          .map(({ failure, count }) => line(failure, failure.failed.join(' + '), formatCount(count))),
      ],
      [0, 1, 4],
    ),
    ...(groups.length > rows ? [`… ${formatCount(groups.length - rows)} more rows; --rows shows them\n`] : []),
    ...(pairsLeftOut > 0 ? [`${formatCount(pairsLeftOut)} pairs are too many and were left out\n`] : []),
  ].join('');
};

export const failuresCommand: Command = {
  name: 'failures',
  summary: 'What every loss in the hall of a plan leads to, worst first.',
  operands: '[FILE | --preset ID]',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    pairs: { help: `Also lose any two of ${SHARED_KINDS.join(', ')}.` },
    promise: { value: 'KIND', multiple: true, help: 'Exit 1 where a loss of this kind leaves less than the load.' },
    rows: { value: 'N', help: `Rows to print; ${String(MOST_ROWS)} by default.` },
    json: { help: 'Print every failure as JSON.' },
  },
  run(args, io) {
    const input = readScenarioInput(args, io);
    const rows = readNumber(args, 'rows', { low: 1, high: 1e6, whole: true, unit: 'rows' });
    if (!input.ok || !rows.ok) {
      return reportProblems(io, [...(input.ok ? [] : input.error), ...(rows.ok ? [] : [rows.error])]);
    }
    const { scenario, calibration, stackFit } = input.value;
    const planOptions = { calibration, stackFit };
    const answer = plan(scenario, planOptions);
    const table = failuresOf(scenario, answer, planOptions, args.has('pairs') ? SHARED_KINDS : []);
    if (!table.ok) {
      reportProblems(io, table.error);
      return EXIT.no;
    }
    const promised = args.values('promise');
    const kinds = [...new Set(table.value.failures.map(({ kind }) => kind))];
    const unknown = promised.find((kind) => !kinds.some((known) => known === kind));
    if (unknown !== undefined) {
      const message = `--promise is ${showText(unknown)}; this hall can lose: ${kinds.join(', ')}.`;
      return reportProblems(io, [problem('promise', message)]);
    }
    const broken = brokenPromises(table.value, promised);
    for (const { failed, loadShare } of broken.slice(0, 5)) {
      io.log(`${failed.join(' + ')} lost leaves ${percentText(loadShare, 4)} of the load.`);
    }
    if (broken.length > 5) io.log(`${formatCount(broken.length - 5)} more losses break the promise.`);
    io.out(
      args.has('json')
        ? `${JSON.stringify({ format: 'roofrack-failures', version: 1, scenario, ...table.value, broken: broken.length }, null, 2)}\n`
        : report(table.value, rows.value ?? MOST_ROWS),
    );
    return broken.length > 0 ? EXIT.no : EXIT.done;
  },
};
