import { verifyPublishedCases, type VerifiedCase } from '../../plan/published-cases.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../io.ts';
import { textTable } from '../table.ts';

const figure = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

const row = ({ id, printed, computed, differencePercent, unit, verdict }: VerifiedCase): string[] => [
  id,
  figure(printed),
  computed === null ? 'nothing' : figure(computed),
  unit,
  differencePercent === null ? '–' : `${differencePercent.toFixed(2)} %`,
  verdict,
];

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'Compute every published case again and hold it against what was printed.',
  operands: '',
  mostPositionals: 0,
  options: { json: { help: 'Print the cases as JSON.' } },
  run(args, io) {
    const cases = verifyPublishedCases();
    if (args.has('json')) {
      io.out(`${JSON.stringify({ format: 'roofrack-verification', version: 1, cases }, null, 2)}\n`);
    } else {
      const notes = cases.flatMap(({ id, explanation }) => (explanation === null ? [] : `${id}: ${explanation}\n`));
      const header = ['case', 'printed', 'computed', 'unit', 'difference', 'verdict'];
      io.out(`${textTable([header, ...cases.map(row)], [1, 2, 4])}\n${notes.join('')}`);
    }
    const broken = cases.filter(({ verdict }) => verdict === 'does not agree');
    for (const { id } of broken) io.log(`${id} no longer agrees.`);
    return broken.length === 0 ? EXIT.done : EXIT.no;
  },
};
