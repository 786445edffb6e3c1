import { formatNumber, percentText, quantityText } from '../../base/format.ts';
import {
  decide,
  DECISION_DRAWS,
  DECISION_SEED,
  type DecidedInput,
  type DecisionAnswer,
} from '../../plan/economics/decide.ts';
import { ownOrRent, type Comparison, type WayId } from '../../plan/economics/own-or-rent.ts';
import { verdictOf, WAY_NAMES } from '../../plan/economics/verdict.ts';
import type { Scenario } from '../../records/scenario.ts';
import { readNumber } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readScenarioInput, SCENARIO_OPTIONS } from '../read-scenario.ts';
import { textTable } from '../table.ts';

const usd = (value: number): string => quantityText(value, 'USD');

const inputValue = ({ unit }: DecidedInput, value: number): string =>
  unit === null ? `× ${formatNumber(value)}` : percentText(value, 3);

const report = (comparison: Comparison, decision: DecisionAnswer): string => {
  const { ways, deal } = comparison;
  const { headline, remarks } = verdictOf(comparison, decision);
  const decided = new Map(decision.ways.map((way) => [way.id, way]));
  const rows = ways.map(({ id, flow, usdPerUsedGpuHour, price }) => [
    WAY_NAMES[id].title,
    usd(flow.atStartUsd),
    usd(flow.totalUsd),
    usd(flow.presentUsd),
    usd(usdPerUsedGpuHour),
    percentText(decided.get(id)?.probabilityCheapest ?? NaN),
    usd(decided.get(id)?.regretUsd ?? NaN),
    price === null ? '' : `${usd(price.usdPerGpuHour)} per hour, ${price.source}`,
  ]);
  const inputs = decision.inputs.map((input) => [
    input.label,
    `${inputValue(input, input.low)} to ${inputValue(input, input.high)}`,
    input.turn === null ? '' : `${inputValue(input, input.turn.at)}: ${WAY_NAMES[input.turn.to].verb}`,
    usd(input.evppiUsd),
    input.evppiUsd > 0 ? input.remedy : '',
  ]);
  const head = ['', 'at once', 'in all', 'present value', 'per used hour', 'cheapest in', 'regret', ''];
  return [
    `${headline}\n`,
    ...remarks.map((remark) => `${remark}\n`),
    `\n${formatNumber(deal.gpus, 15)} accelerators, ${formatNumber(deal.terms.years)} years, cost of capital ${percentText(deal.terms.discountRate)}\n`,
    textTable([head, ...rows], [1, 2, 3, 4, 5, 6]),
    '\nWhat would change your mind\n',
    textTable([['input', '90 % range', 'turns at, to', 'knowing it is worth', ''], ...inputs], [1, 3]),
  ].join('');
};

const totalOf = ({ ways }: Comparison, id: WayId | null): number | null =>
  ways.find((way) => way.id === id)?.flow.totalUsd ?? null;

const document = (scenario: Scenario, comparison: Comparison, decision: DecisionAnswer) => {
  const { ways, deal, owned, rented, neededShare } = comparison;
  const decided = new Map(decision.ways.map((way) => [way.id, way]));
  const { headline, remarks } = verdictOf(comparison, decision);
  return {
    format: 'roofrack-own-or-rent',
    version: 1,
    scenario,
    gpus: deal.gpus,
    years: deal.terms.years,
    housing: owned,
    rented,
    breakEvenUtilisation: comparison.breakEvenUtilisation,
    breakEvenUtilisationDiscounted: comparison.breakEvenUtilisationDiscounted,
    neededShare,
    npvUsd: comparison.npvUsd,
    ownUsd: totalOf(comparison, 'own'),
    rentUsd: totalOf(comparison, rented),
    colocationUsd: totalOf(comparison, 'colocation'),
    paybackYears: comparison.paybackYears,
    probabilityOwnCheaper: decision.probabilityOwnCheaper,
    npvBandUsd: decision.npvUsd,
    best: decision.best,
    evpiUsd: decision.evpiUsd,
    evppiUsd: Object.fromEntries(decision.inputs.map(({ id, evppiUsd }) => [id, evppiUsd])),
    ways: ways.map(({ id, flow, usdPerUsedGpuHour, price }) => ({
      id,
      usdPerUsedGpuHour,
      price,
      ...flow,
      ...decided.get(id),
    })),
    inputs: decision.inputs,
    draws: decision.draws,
    seed: decision.seed,
    verdict: headline,
    remarks,
  };
};

export const ownOrRentCommand: Command = {
  name: 'own-or-rent',
  summary: 'Buy the fleet, house it elsewhere, or rent it: cost, break-even, and how sure that is.',
  operands: '[FILE | --preset ID]',
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    draws: { value: 'N', help: `Draws of the uncertain inputs; ${String(DECISION_DRAWS)} unless said.` },
    seed: { value: 'N', help: 'Seed of the draws; the same one gives the same numbers.' },
    json: { help: 'Print the comparison as JSON.' },
  },
  run(args, io) {
    const input = readScenarioInput(args, io);
    const draws = readNumber(args, 'draws', { low: 100, high: 1e6, whole: true, unit: 'draws' });
    const seed = readNumber(args, 'seed', { low: 0, high: 2 ** 32 - 1, whole: true, unit: '' });
    const problems = [draws, seed].flatMap((read) => (read.ok ? [] : [read.error]));
    if (!input.ok || !draws.ok || !seed.ok) return reportProblems(io, [...problems, ...(input.ok ? [] : input.error)]);
    const { scenario, calibration, stackFit } = input.value;
    const compared = ownOrRent(scenario, { calibration, stackFit });
    if (!compared.ok) {
      const { message, relief } = compared.error;
      io.out(
        args.has('json')
          ? `${JSON.stringify({ format: 'roofrack-own-or-rent', version: 1, scenario, problem: compared.error }, null, 2)}\n`
          : `There is nothing to compare: ${message} ${relief}\n`,
      );
      return EXIT.no;
    }
    const decision = decide(compared.value, draws.value ?? DECISION_DRAWS, seed.value ?? DECISION_SEED);
    io.out(
      args.has('json')
        ? `${JSON.stringify(document(scenario, compared.value, decision), null, 2)}\n`
        : report(compared.value, decision),
    );
    return EXIT.done;
  },
};
