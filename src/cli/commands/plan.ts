import { err, ok, type Problem, type Result } from '../../base/result.ts';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { parseCalibration } from '../../exchange/calibration.ts';
import { ledgerCsv } from '../../exchange/ledger.ts';
import { applySettings, choosePreset, parseScenario } from '../../exchange/scenario.ts';
import { plan } from '../../plan/plan.ts';
import type { Calibration } from '../../records/calibration.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, readText, reportProblems } from '../io.ts';
import { planMarkdown, planText } from '../plan-report.ts';

const PRINTED_AS = ['json', 'csv', 'markdown'] as const;

const inFile = <T>(result: Result<T, Problem[]>, file: string): Result<T, Problem[]> =>
  result.ok ? result : err(result.error.map(({ path, message }) => ({ path, message: `${file}: ${message}` })));

/** The scenario before settings: a file, a preset, or what stands where nothing is said. */
const readScenario = (args: Arguments): Result<Scenario, Problem[]> => {
  const [file] = args.positionals;
  const preset = args.value('preset');
  if (file !== undefined && preset !== null) {
    const message = `Both FILE (${file}) and --preset (${preset}) are given; keep one, and change single fields by --set.`;
    return err([{ path: 'preset', message }]);
  }
  if (preset !== null) {
    const chosen = choosePreset(preset);
    return chosen.ok ? chosen : err([chosen.error]);
  }
  if (file === undefined) return ok(scenarioDefaults.physical);
  const text = readText(file);
  return text.ok ? inFile(parseScenario(text.value), file) : text;
};

/** A plan's calibration is named by its file. */
const readCalibration = ({ hardware: { calibration } }: Scenario): Result<Calibration | null, Problem[]> => {
  if (calibration === null) return ok(null);
  const text = readText(calibration);
  return text.ok ? inFile(parseCalibration(text.value), calibration) : text;
};

export const planCommand: Command = {
  name: 'plan',
  summary: 'Size the fleet that serves a load.',
  operands: '[FILE | --preset ID]',
  mostPositionals: 1,
  options: {
    preset: { value: 'ID', help: 'Start from a published or typical case.' },
    set: { value: 'path=value', multiple: true, help: 'Change a field, for example demand.queriesPerDay=1e6.' },
    explain: { help: 'Print every line: formula, values put in, tier, source.' },
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
    const base = readScenario(args);
    // Settings are checked even where the scenario failed, so that all problems are seen at once.
    const changed = applySettings(base.ok ? base.value : scenarioDefaults.physical, args.values('set'));
    if (!base.ok) return reportProblems(io, [...base.error, ...(changed.ok ? [] : changed.error)]);
    if (!changed.ok) return reportProblems(io, changed.error);
    const calibration = readCalibration(changed.value);
    if (!calibration.ok) return reportProblems(io, calibration.error);
    const answer = plan(changed.value, { calibration: calibration.value });
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
        io.out(planText(answer, explain));
    }
    return answer.feasible ? EXIT.done : EXIT.no;
  },
};
