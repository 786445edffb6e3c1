import { formatNumber, quantityText } from '../../base/format.ts';
import { err, problem, type Problem, type Result } from '../../base/result.ts';
import { hardwareOf } from '../../catalog/own-hardware.ts';
import { plan } from '../../plan/plan.ts';
import { fleetRacks, type FleetRacks } from '../../racks/fleet/fleet-layout.ts';
import { standLayout } from '../../racks/layout.ts';
import { reliefs } from '../../racks/packing/pack.ts';
import type { Plan } from '../../records/plan.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { LAYOUT_EXPORTS, writeLayoutExports } from '../layout-exports.ts';
import { packingJson, packingReport } from '../packing-report.ts';
import { readScenario, SCENARIO_OPTIONS } from '../read-scenario.ts';

/** The fleet of a plan in racks, or why there is none. */
const racksOf = (scenario: Scenario, answer: Plan): Result<FleetRacks, Problem[]> => {
  const { servers } = answer.fleet;
  const server = hardwareOf(scenario).findServer(scenario.hardware.server);
  if (servers === null || server === null) {
    const why = answer.binding.at(0)?.message ?? 'No servers are known.';
    return err([problem('', `The plan has no fleet to stand into racks. ${why}`)]);
  }
  const replicasPerServer = answer.ledger.find(({ id }) => id === 'fleet.replicasPerServer')?.value ?? 1;
  const network = scenario.mode === 'physical' ? scenario.network.profile : null;
  const { facility } = scenario;
  return fleetRacks({ server, servers, network, facility, replicasPerServer }, scenario.name || 'Racks');
};

export const racksCommand: Command = {
  name: 'racks',
  summary: 'The fleet of a plan in racks: how few, what binds them, where everything stands.',
  operands: '[FILE | --preset ID]',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    ...LAYOUT_EXPORTS,
    json: { help: 'Print racks, bound, prices, layout and hall as JSON.' },
  },
  async run(args, io) {
    const input = readScenario(args, io);
    if (!input.ok) return reportProblems(io, input.error);
    const { scenario, calibration, stackFit, models } = input.value;
    const answer = plan(scenario, { calibration, stackFit, models });
    for (const { message } of answer.warnings) io.log(`warning: ${message}`);
    const racks = racksOf(scenario, answer);
    if (!racks.ok) {
      reportProblems(io, racks.error);
      return EXIT.no;
    }
    const { request, packing, layout } = racks.value;
    for (const warning of packing.warnings) io.log(`warning: ${warning}`);
    const { hall } = standLayout(layout);
    const relief = reliefs(request);
    if (args.has('json')) {
      const { areaM2, kwPerM2, kgPerM2, widthM, depthM, rows } = hall;
      const floor = { areaM2, widthM, depthM, rows: rows.length, kwPerM2, kgPerM2 };
      const { format: _, ...rest } = packingJson(packing, request, relief);
      io.out(`${JSON.stringify({ format: 'roofrack-racks', ...rest, hall: floor }, null, 2)}\n`);
    } else {
      const perM2 = hall.kwPerM2 === null ? '' : `, ${formatNumber(hall.kwPerM2)} kW/m²`;
      io.out(
        `${packingReport(packing, relief)}\nhall     ${quantityText(hall.areaM2, 'm²')} for ${String(hall.rows.length)} rows${perM2}\n`,
      );
    }
    const written = await writeLayoutExports(args, layout, answer, io);
    return written.ok ? EXIT.done : reportProblems(io, written.error);
  },
};
