import { entryAt } from '../../base/checked.ts';
import { nearest } from '../../base/nearest.ts';
import { problem, type Problem } from '../../base/result.ts';
import { hardwareOf } from '../../catalog/own-hardware.ts';
import type { Scenario } from '../../records/scenario.ts';
import { showText } from '../../exchange/show.ts';
import { comparableServers, compareHardware, type HardwareRow } from '../../plan/compare-hardware.ts';
import { headlinesOf } from '../../records/ledger-lines.ts';
import { figureOf } from '../../records/plan.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { figure } from '../figure.ts';
import { readScenarioInput, SCENARIO_OPTIONS } from '../read-scenario.ts';
import { textTable } from '../table.ts';

const unknownServers = (ids: readonly string[], scenario: Pick<Scenario, 'own'>): Problem[] => {
  const { servers, findServer } = hardwareOf(scenario);
  return ids
    .filter((id) => findServer(id) === null)
    .map((id) => {
      const suggestion = nearest(
        id,
        servers.map((server) => server.id),
      );
      return problem(
        'servers',
        `--servers has ${showText(id) || 'an empty id'}, which is not known; did you mean "${suggestion ?? ''}"?`,
      );
    });
};

/** What a row stands on is told where somebody gave a fit: the others are published throughout. */
const standsOn = ({ fits }: HardwareRow): string => (fits.length === 0 ? 'published' : fits.join(', '));

const COLUMNS = headlinesOf('servers');
const HEADER = ['server', ...COLUMNS.map(({ column }) => column), 'GPU', ''];

/** Of servers with the same accelerator the first one names it. */
const row = ({ accelerator, server, plan }: HardwareRow, shown: string): string[] => [
  server,
  ...COLUMNS.map(({ id }) => (plan.feasible ? figure(figureOf(plan, id)) : '–')),
  accelerator === shown ? '' : accelerator,
  plan.feasible ? '' : (plan.binding[0]?.message ?? 'not feasible'),
];

export const compareHardwareCommand: Command = {
  name: 'compare-hardware',
  summary: 'The same load on servers of every maker, side by side, by accelerator.',
  operands: '[FILE | --preset ID]',
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    servers: { value: 'id,id…', help: 'Servers to compare; all whose speed is known by default.' },
    json: { help: 'Print a plan per server as JSON.' },
  },
  run(args, io) {
    const named = args.value('servers');
    const input = readScenarioInput(args, io, {}, { server: 'any' });
    const scenario = input.ok ? input.value.withAllHardware : { own: null };
    const ids =
      named === null
        ? comparableServers(scenario).map(({ id }) => id)
        : [...new Set(named.split(',').map((id) => id.trim()))];
    const unknown = unknownServers(ids, scenario);
    if (!input.ok || unknown.length > 0) return reportProblems(io, [...unknown, ...(input.ok ? [] : input.error)]);
    const { calibration, stackFit } = input.value;
    const rows = compareHardware(input.value.withAllHardware, ids, { calibration, stackFit });
    const withFits = calibration !== null || stackFit !== null;
    if (withFits && rows.every(({ fits }) => fits.length === 0)) {
      io.log('warning: None of these servers holds what the fit is of; all rows stand on published parameters.');
    }
    if (args.has('json')) {
      io.out(`${JSON.stringify({ format: 'roofrack-hardware-comparison', version: 1, rows }, null, 2)}\n`);
    } else {
      const cells = rows.map((hardwareRow, at) => row(hardwareRow, rows[at - 1]?.accelerator ?? ''));
      const table = withFits
        ? [
            [...HEADER, 'stands on'],
            ...rows.map((hardwareRow, at) => [
              ...entryAt(cells, at),
              hardwareRow.plan.feasible ? standsOn(hardwareRow) : '',
            ]),
          ]
        : [HEADER, ...cells];
      io.out(
        textTable(
          table,
          COLUMNS.map((_, i) => i + 1),
        ),
      );
    }
    return rows.some(({ plan }) => plan.feasible) ? EXIT.done : EXIT.no;
  },
};
