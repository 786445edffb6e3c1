import { changeText } from '../../base/format.ts';
import { problem } from '../../base/result.ts';
import { levers, type Lever } from '../../plan/levers.ts';
import { plan } from '../../plan/plan.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readScenarioInput, SCENARIO_OPTIONS } from '../read-scenario.ts';
import { textTable } from '../table.ts';

const effect = ({ servers }: Lever): string => (servers === null ? 'not feasible' : changeText(servers, 0));

export const leversCommand: Command = {
  name: 'levers',
  summary: 'What quantisation, pruning, a smaller model, speculation or caching would do to a plan.',
  operands: '[FILE | --preset ID]',
  mostPositionals: 1,
  options: { ...SCENARIO_OPTIONS, json: { help: 'Print the levers as JSON.' } },
  run(args, io) {
    const input = readScenarioInput(args, io);
    if (!input.ok) return reportProblems(io, input.error);
    const { scenario, calibration, stackFit } = input.value;
    if (scenario.mode === 'article') {
      const message =
        'mode is article: published arithmetic has no serving that a lever could change. Add --set mode=physical for the same ' +
        'load on the physical model.';
      return reportProblems(io, [problem('mode', message)]);
    }
    const before = plan(scenario, { calibration, stackFit, ledger: false });
    const pulled = levers(scenario, { calibration, stackFit });
    if (args.has('json')) {
      const rows = pulled.map(({ id, label, price, servers, plan: after }) => ({
        id,
        label,
        price,
        serversRatio: servers,
        servers: after.fleet.servers,
        feasible: after.feasible,
      }));
      const answer = { format: 'roofrack-levers', version: 1, scenario, servers: before.fleet.servers, levers: rows };
      io.out(`${JSON.stringify(answer, null, 2)}\n`);
    } else {
      io.out(`Now: ${String(before.fleet.servers ?? 'not feasible')} servers\n\n`);
      const rows = pulled.map((lever) => [
        effect(lever),
        String(lever.plan.fleet.servers ?? ''),
        lever.label,
        lever.price,
      ]);
      io.out(textTable([['servers', '', 'lever', 'price'], ...rows], [0, 1]));
    }
    return EXIT.done;
  },
};
