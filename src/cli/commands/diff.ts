import { err, problem, type Problem, type Result } from '../../base/result.ts';
import { findPreset } from '../../catalog/presets.ts';
import { choosePreset, parseScenario } from '../../exchange/scenario.ts';
import { showText, showValue } from '../../exchange/show.ts';
import { compareScenarios, OUTGROWN, outgrows, shownShare, type ChangedInput } from '../../plan/attribution.ts';
import { headlinesOf } from '../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../records/plan.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Command } from '../command.ts';
import { readText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { figure } from '../figure.ts';
import { textTable } from '../table.ts';

/** A preset by its id, or else a file. */
const readEither = (name: string): Result<Scenario, Problem[]> => {
  if (findPreset(name) !== null) {
    const chosen = choosePreset(name);
    return chosen.ok ? chosen : err([chosen.error]);
  }
  const text = readText(name);
  if (!text.ok) return text;
  const parsed = parseScenario(text.value);
  return parsed.ok ? parsed : err(parsed.error.map(({ path, message }) => problem(path, `${name}: ${message}`)));
};

const COLUMNS = headlinesOf('difference');

const change = (value: number | null): string =>
  value === null ? '–' : value > 0 ? `+${figure(value)}` : figure(value);

const inputText = ({ paths, before, after }: ChangedInput): string =>
  paths.map((path, i) => `${path} ${showValue(before[i])} → ${showValue(after[i])}`).join(', ');

const planRow = (plan: Plan): string[] => [
  showText(plan.scenario.name),
  ...COLUMNS.map(({ id }) => figure(plan.feasible ? figureOf(plan, id) : null)),
];

export const diffCommand: Command = {
  name: 'diff',
  summary: 'What tells two scenarios apart, and how much each change makes of the difference.',
  operands: 'A B (files or presets)',
  mostPositionals: 2,
  options: { json: { help: 'Print the difference as JSON.' } },
  run(args, io) {
    const [a, b] = args.positionals;
    if (a === undefined || b === undefined) {
      return reportProblems(io, [problem('', 'Two scenarios are needed: roofrack diff A B, each a file or a preset.')]);
    }
    const [before, after] = [readEither(a), readEither(b)];
    if (!before.ok || !after.ok) {
      return reportProblems(io, [...(before.ok ? [] : before.error), ...(after.ok ? [] : after.error)]);
    }
    const difference = compareScenarios(before.value, after.value);
    if (args.has('json')) {
      io.out(`${JSON.stringify({ format: 'roofrack-difference', version: 2, ...difference }, null, 2)}\n`);
    } else {
      const inputs = difference.inputs.map((input) => [
        `  ${inputText(input)}`,
        ...COLUMNS.map(({ id }) => change(shownShare(difference, input, id))),
      ]);
      const header = ['', ...COLUMNS.map(({ column }) => column)];
      const rows = [header, planRow(difference.before), ...inputs, planRow(difference.after)];
      io.out(
        textTable(
          rows,
          COLUMNS.map((_, i) => i + 1),
        ),
      );
      if (outgrows(difference)) io.log(`note: ${OUTGROWN}`);
    }
    return difference.before.feasible && difference.after.feasible ? EXIT.done : EXIT.no;
  },
};
