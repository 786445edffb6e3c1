import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { capacity, type Budget } from '../../plan/capacity.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { planText } from '../plan-report.ts';
import { readScenarioInput, SCENARIO_OPTIONS } from '../read-scenario.ts';

const BUDGETS = {
  racks: {
    range: { low: 1, high: 1e6, whole: true, unit: 'racks' },
    of: (racks: number): Budget => ({ kind: 'racks', racks }),
  },
  mw: { range: { low: 1e-3, high: 1e5, unit: 'MW' }, of: (mw: number): Budget => ({ kind: 'power', mw }) },
  'capex-usd': { range: { low: 1, high: 1e14, unit: 'USD' }, of: (usd: number): Budget => ({ kind: 'capex', usd }) },
} as const;

const NAMES = Object.keys(BUDGETS) as (keyof typeof BUDGETS)[];

const readBudget = (args: Arguments): Result<Budget, Problem> => {
  const given = NAMES.filter((name) => args.has(name));
  const [budget, ...others] = given;
  if (budget === undefined || others.length > 0) {
    const options = NAMES.map((budget) => `--${budget}`).join(', ');
    const found = given.length === 0 ? 'None' : given.map((budget) => `--${budget}`).join(' and ');
    return err(problem('budget', `${found} given; name exactly one of ${options}.`));
  }
  const { range, of } = BUDGETS[budget];
  const value = readNumber(args, budget, range);
  if (!value.ok) return value;
  return ok(of(value.value ?? 0));
};

export const capacityCommand: Command = {
  name: 'capacity',
  summary: 'The reverse question: what load a budget serves.',
  operands: '[FILE | --preset ID] --racks N | --mw X | --capex-usd Y',
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    racks: { value: 'N', help: 'Racks there are.' },
    mw: { value: 'X', help: 'Power of the facility at its peak, in MW.' },
    'capex-usd': { value: 'Y', help: 'Money for servers, in USD.' },
    json: { help: 'Print budget, load and plan as JSON.' },
  },
  run(args, io) {
    const budget = readBudget(args);
    const input = readScenarioInput(args, io);
    const problems = [...(budget.ok ? [] : [budget.error]), ...(input.ok ? [] : input.error)];
    if (!budget.ok || !input.ok) return reportProblems(io, problems);
    const { scenario, calibration, stackFit } = input.value;
    const answer = capacity(scenario, budget.value, { calibration, stackFit });
    for (const { message } of answer.plan.warnings) io.log(`warning: ${message}`);
    const served = answer.queriesPerDay > 0;
    if (args.has('json')) {
      io.out(`${JSON.stringify({ format: 'roofrack-capacity', version: 1, ...answer }, null, 2)}\n`);
    } else if (served) {
      const queries = Math.floor(answer.queriesPerDay).toLocaleString('en-US');
      io.out(`${queries} queries per day fit the budget.\n\n${planText(answer.plan, false)}`);
    } else {
      const why = answer.plan.binding.map(({ message, relief }) => ` ${message} ${relief}`).join('');
      io.out(
        `The budget serves no load at all: the smallest fleet of this scenario is larger.${answer.plan.feasible ? '' : why}\n`,
      );
    }
    return served ? EXIT.done : EXIT.no;
  },
};
