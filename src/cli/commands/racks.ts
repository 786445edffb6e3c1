import { countText, formatNumber, quantityText } from '../../base/format.ts';
import { planRacks } from '../../plan/plan-racks.ts';
import { plan } from '../../plan/plan.ts';
import { standLayout } from '../../racks/layout.ts';
import { reliefs } from '../../racks/packing/reliefs.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { LAYOUT_EXPORTS, writeLayoutExports } from '../layout-exports.ts';
import { coolingReport } from '../cooling-report.ts';
import { packingJson, packingReport, packingVerdict } from '../packing-report.ts';
import { readScenarioInput, SCENARIO_OPTIONS } from '../read-scenario.ts';

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
    const input = readScenarioInput(args, io);
    if (!input.ok) return reportProblems(io, input.error);
    const { scenario, calibration, stackFit } = input.value;
    const planOptions = { calibration, stackFit };
    const answer = plan(scenario, planOptions);
    for (const { message } of answer.warnings) io.log(`warning: ${message}`);
    const racks = planRacks(scenario, answer, planOptions);
    if (!racks.ok) {
      reportProblems(io, racks.error);
      return EXIT.no;
    }
    const { request, packing, layout } = racks.value;
    for (const warning of packing.warnings) io.log(`warning: ${warning}`);
    const { hall } = standLayout(layout);
    const relief = reliefs(request);
    if (!relief.ok) return reportProblems(io, relief.error);
    if (args.has('json')) {
      const { areaM2, kwPerM2, kgPerM2, widthM, depthM, rows } = hall;
      const floor = { areaM2, widthM, depthM, rows: rows.length, kwPerM2, kgPerM2 };
      const { format: _, ...rest } = packingJson(packing, request, relief.value);
      io.out(`${JSON.stringify({ format: 'roofrack-racks', ...rest, hall: floor }, null, 2)}\n`);
    } else {
      const figures = [
        hall.kwPerM2 === null ? [] : [`${formatNumber(hall.kwPerM2)} kW/m²`],
        hall.kgPerM2 === null ? [] : [`${formatNumber(hall.kgPerM2)} kg/m²`],
        hall.pointLoadKg === null ? [] : [`${quantityText(hall.pointLoadKg, 'kg')} on a foot of the heaviest rack`],
      ].flat();
      const floor = [`${quantityText(hall.areaM2, 'm²')} for ${countText(hall.rows.length, 'rows')}`, ...figures].join(
        ', ',
      );
      const cooled = scenario.mode === 'physical' ? `\n${coolingReport(packing, scenario.cooling)}` : '';
      const { gpus, servers } = answer.fleet;
      const itMw = answer.ledger.find(({ id }) => id === 'power.itMw')?.value ?? null;
      const fleet = [
        ...(servers === null ? [] : [countText(servers, 'servers')]),
        ...(gpus === null ? [] : [countText(gpus, 'GPUs')]),
        ...(itMw === null ? [] : [`${quantityText(itMw * 1000, 'kW', 4)} of IT`]),
      ].join(', ');
      io.out(`${packingReport(packing, request, relief.value)}${cooled}\nfleet    ${fleet}\nhall     ${floor}\n`);
    }
    const written = await writeLayoutExports(args, layout, answer, io, [['Racks', packingVerdict(packing)]]);
    return written.ok ? EXIT.done : reportProblems(io, written.error);
  },
};
