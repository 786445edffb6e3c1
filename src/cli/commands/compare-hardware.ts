import { didYouMean } from '../../base/nearest.ts';
import { problem, type Problem } from '../../base/result.ts';
import { findServer, servers } from '../../catalog/catalog.ts';
import { showText } from '../../exchange/show.ts';
import { comparableServers, compareHardware, type HardwareRow } from '../../plan/compare-hardware.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readScenario, SCENARIO_OPTIONS } from '../read-scenario.ts';
import { textTable } from '../table.ts';

const namedServers = (args: Arguments): readonly string[] => {
  const named = args.value('servers');
  return named === null ? comparableServers().map(({ id }) => id) : named.split(',').map((id) => id.trim());
};

const unknownServers = (ids: readonly string[]): Problem[] => {
  const known = servers.map(({ id }) => id);
  return ids
    .filter((id) => findServer(id) === null)
    .map((id) =>
      problem('servers', `--servers: ${showText(id) || 'empty'} is not a known server; ${didYouMean(id, known)}`),
    );
};

/** The row as it stands in `--json`: what one compares, and the words where there is no answer. */
const summary = ({ server, plan }: HardwareRow) => ({
  server,
  feasible: plan.feasible,
  ...plan.fleet,
  itMw: plan.power.itMw,
  kwhPerDay: plan.energy.kwhPerDay,
  capexUsd: plan.cost.capexUsd,
  usdPerQuery: plan.cost.usdPerQuery,
  kgPerDay: plan.carbon.kgPerDay,
  ...plan.serving,
  binding: plan.binding,
  warnings: plan.warnings,
});

const figure = (value: number | null): string =>
  value === null ? '' : value.toLocaleString('en-US', { maximumSignificantDigits: 4 });

const COLUMNS = [
  'server',
  'servers',
  'GPUs',
  'racks',
  'IT MW',
  'kWh/day',
  'capital USD',
  'USD/query',
  'TP',
  'tok/s/GPU',
];

const cells = ({ server, plan }: HardwareRow): string[] =>
  plan.feasible
    ? [
        server,
        ...[
          plan.fleet.servers,
          plan.fleet.gpus,
          plan.fleet.racks,
          plan.power.itMw,
          plan.energy.kwhPerDay,
          plan.cost.capexUsd,
          plan.cost.usdPerQuery,
          plan.serving.tensorParallel,
          plan.serving.tokensPerSecondPerGpu,
        ].map(figure),
      ]
    : [server, 'no'];

export const compareHardwareCommand: Command = {
  name: 'compare-hardware',
  summary: 'The same load on several servers, side by side.',
  operands: '[FILE | --preset ID]',
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    servers: { value: 'id,id…', help: 'Servers to compare; all whose height and power are known by default.' },
    json: { help: 'Print the rows as JSON.' },
  },
  run(args, io) {
    const ids = namedServers(args);
    const unknown = unknownServers(ids);
    const input = readScenario(args);
    if (unknown.length > 0 || !input.ok) return reportProblems(io, [...unknown, ...(input.ok ? [] : input.error)]);
    const { scenario, models } = input.value;
    const rows = compareHardware(scenario, ids, models);
    if (args.has('json')) {
      const answer = { format: 'roofrack-hardware-comparison', version: 1, scenario, rows: rows.map(summary) };
      io.out(`${JSON.stringify(answer, null, 2)}\n`);
    } else {
      io.out(textTable([COLUMNS, ...rows.map(cells)], [1, 2, 3, 4, 5, 6, 7, 8, 9]));
      for (const { server, plan } of rows) {
        if (!plan.feasible) io.log(`${server}: ${plan.binding[0].message}`);
      }
    }
    return rows.some(({ plan }) => plan.feasible) ? EXIT.done : EXIT.no;
  },
};
