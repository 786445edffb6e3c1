import { problem, type Problem, err, ok, type Result } from '../../base/result.ts';
import { didYouMean } from '../../base/nearest.ts';
import { decimal } from '../../exchange/decimal.ts';
import { showText, showValue } from '../../exchange/show.ts';
import type { PublishedCase, VerifiedCase } from '../../verify/case.ts';
import { publishedCases, verify } from '../../verify/verify.ts';
import { figureText } from '../../verify/errata.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { textTable } from '../table.ts';

const row = ({ id, printed, computed, differencePercent, unit, verdict }: VerifiedCase): string[] => [
  id,
  figureText(printed),
  computed === null ? '–' : figureText(computed),
  unit,
  differencePercent === null ? '–' : `${differencePercent.toFixed(2).replace(/^-(0\.00)$/, '$1')} %`,
  verdict,
];

/** The cases with other prints in place of some: `id=value`. */
const withPrints = (
  cases: readonly PublishedCase[],
  settings: readonly string[],
): Result<readonly PublishedCase[], Problem[]> => {
  const problems: Problem[] = [];
  const prints = new Map<string, number>();
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    const id = setting.slice(0, Math.max(0, equals)).trim();
    const value = decimal(setting.slice(equals + 1).trim());
    if (!cases.some((known) => known.id === id)) {
      const known = cases.map((verified) => verified.id);
      problems.push(
        problem('print', `--print names the case ${showValue(id)}, which is not known; ${didYouMean(id, known)}`),
      );
    } else if (!Number.isFinite(value)) {
      problems.push(problem('print', `--print ${showText(setting)} has no number behind the "="; write id=value.`));
    } else prints.set(id, value);
  }
  if (problems.length > 0) return err(problems);
  return ok(cases.map((verified) => ({ ...verified, printed: prints.get(verified.id) ?? verified.printed })));
};

const VERDICTS = ['agrees', 'print is wrong', 'recorded', 'does not agree'] as const;

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Compute every published case again and hold it against what was printed.',
  operands: '',
  mostPositionals: 0,
  options: {
    print: {
      value: 'id=value',
      multiple: true,
      help: 'Hold a case against this figure in place of the one printed.',
    },
    sources: { help: 'Print who says so: author, title, date, address.' },
    json: { help: 'Print the cases as JSON.' },
  },
  run(args, io) {
    const published = withPrints(publishedCases(), args.values('print'));
    if (!published.ok) return reportProblems(io, published.error);
    const cases = verify(published.value);
    if (args.has('json')) {
      io.out(`${JSON.stringify({ format: 'roofrack-verification', version: 2, cases }, null, 2)}\n`);
    } else {
      const notes = cases.flatMap(({ id, explanation }) => (explanation === null ? [] : `${id}: ${explanation}\n`));
      const sources = args.has('sources') ? cases.map(({ id, source }) => `${id}: ${source}\n`) : [];
      const header = ['case', 'printed', 'computed', 'unit', 'difference', 'verdict'];
      const counts = VERDICTS.map(
        (verdict) => `${String(cases.filter((verified) => verified.verdict === verdict).length)} ${verdict}`,
      );
      io.out(
        `${textTable([header, ...cases.map(row)], [1, 2, 4])}\n${notes.join('')}${sources.length === 0 ? '' : `\n${sources.join('')}`}\n${String(cases.length)} cases: ${counts.join(', ')}\n`,
      );
    }
    const broken = cases.filter(({ verdict }) => verdict === 'does not agree');
    for (const { id, printed, computed, unit } of broken) {
      const found = computed === null ? 'nothing' : figureText(computed);
      io.log(`${id} no longer agrees: ${figureText(printed)} ${unit} printed, ${found} computed.`);
    }
    return broken.length === 0 ? EXIT.done : EXIT.no;
  },
};
