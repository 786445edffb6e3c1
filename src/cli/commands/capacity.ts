import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { capacity, type Budget } from '../../plan/capacity.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { planText } from '../plan-report.ts';
import { readScenario, SCENARIO_OPTIONS } from '../read-scenario.ts';

const BUDGETS = ['racks', 'mw', 'capex-usd'] as const;

const budgetOf = (kind: (typeof BUDGETS)[number], value: number): Budget => {
  switch (kind) {
    case 'racks':
      return { kind: 'racks', racks: value };
    case 'mw':
      return { kind: 'power', mw: value };
    case 'capex-usd':
      return { kind: 'capex', usd: value };
  }
};

const readBudget = (args: Arguments): Result<Budget, Problem> => {
  const given = BUDGETS.filter((kind) => args.value(kind) !== null);
  if (given.length !== 1) {
    const found =
      given.length === 0 ? 'No budget is given' : `${given.map((kind) => `--${kind}`).join(' and ')} are given`;
    return err(problem('', `${found}; name one of ${BUDGETS.map((kind) => `--${kind}`).join(', ')}.`));
  }
  const [kind] = given;
  const value = readNumber(args, kind, {
    low: 0,
    high: 1e13,
    whole: kind === 'racks',
    unit: kind === 'racks' ? 'racks' : kind === 'mw' ? 'MW' : 'USD',
  });
  return value.ok ? ok(budgetOf(kind, value.value ?? 0)) : value;
};

export const capacityCommand: Command = {
  name: 'capacity',
  summary: 'The reverse of plan: the load that racks, power or money serve.',
  operands: '[FILE | --preset ID]',
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    racks: { value: 'N', help: 'Racks there are.' },
    mw: { value: 'X', help: 'Power of the facility at its peak.' },
    'capex-usd': { value: 'Y', help: 'Money for servers.' },
    json: { help: 'Print load and plan as JSON.' },
  },
  run(args, io) {
    const budget = readBudget(args);
    const input = readScenario(args);
    if (!budget.ok || !input.ok) {
      return reportProblems(io, [...(budget.ok ? [] : [budget.error]), ...(input.ok ? [] : input.error)]);
    }
    const { scenario, calibration, models } = input.value;
    const { queriesPerDay, plan } = capacity(scenario, budget.value, { calibration, models });
    if (args.has('json')) {
      const answer = { format: 'roofrack-capacity', version: 1, budget: budget.value, queriesPerDay, plan };
      io.out(`${JSON.stringify(answer, null, 2)}\n`);
    } else if (queriesPerDay > 0) {
      io.out(
        `${queriesPerDay.toLocaleString('en-US', { maximumSignificantDigits: 4 })} queries a day\n\n${planText(plan, false)}`,
      );
    } else {
      const [why] = plan.binding;
      const reason = plan.feasible ? 'not even one query a day fits the budget.' : `${why.message} ${why.relief}`;
      io.log(`No load: ${reason}`);
    }
    return queriesPerDay > 0 ? EXIT.done : EXIT.no;
  },
};
