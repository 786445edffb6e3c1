import { ledgerCsv } from '../../exchange/ledger.ts';
import { plan } from '../../plan/plan.ts';
import { bandsOf, sensitivity } from '../../plan/sensitivity/sensitivity.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { planMarkdown, planText } from '../plan-report.ts';
import { uncertaintyText } from '../uncertainty-report.ts';
import { readScenario, SCENARIO_OPTIONS } from '../read-scenario.ts';

const PRINTED_AS = ['json', 'csv', 'markdown'] as const;

export const planCommand: Command = {
  name: 'plan',
  summary: 'Size the fleet that serves a load.',
  operands: '[FILE | --preset ID]',
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    explain: { help: 'Print every line: formula, values put in, tier, source.' },
    uncertainty: { help: 'Print how far off each headline may be, from which input, and what would halve it.' },
    json: { help: 'Print the plan as JSON.' },
    csv: { help: 'Print the ledger as CSV.' },
    markdown: { help: 'Print tables in Markdown.' },
  },
  run(args, io) {
    const formats = PRINTED_AS.filter((format) => args.has(format));
    if (formats.length > 1) {
      const message = `${formats.map((format) => `--${format}`).join(' and ')} are given together; keep one.`;
      return reportProblems(io, [{ path: formats[1], message }]);
    }
    const input = readScenario(args);
    if (!input.ok) return reportProblems(io, input.error);
    const { scenario, calibration, models } = input.value;
    const options = { calibration, models };
    const uncertain = args.has('uncertainty') ? sensitivity(scenario, options) : null;
    const answer = { ...plan(scenario, options), uncertainty: uncertain === null ? null : bandsOf(uncertain) };
    for (const { message } of answer.warnings) io.log(`warning: ${message}`);
    const explain = args.has('explain');
    switch (formats[0]) {
      case 'json':
        io.out(`${JSON.stringify(answer, null, 2)}\n`);
        break;
      case 'csv':
        io.out(ledgerCsv(answer));
        break;
      case 'markdown':
        io.out(planMarkdown(answer, explain));
        break;
      default:
        io.out(`${planText(answer, explain)}${uncertain === null ? '' : uncertaintyText(uncertain)}`);
    }
    return answer.feasible ? EXIT.done : EXIT.no;
  },
};
