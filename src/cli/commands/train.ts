import { ledgerCsv } from '../../exchange/ledger.ts';
import { train } from '../../training/train.ts';
import { trainingLevers, type TrainingLever } from '../../training/training-levers.ts';
import { trainingBands, trainingSensitivity } from '../../training/training-sensitivity.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readTraining, TRAINING_OPTIONS } from '../read-training.ts';
import { trainingMarkdown, trainingText } from '../training-report.ts';

const PRINTED_AS = ['json', 'csv', 'markdown'] as const;

const leverRow = ({ plan, ...lever }: TrainingLever) => ({
  ...lever,
  usd: plan.usd,
  gpuHours: plan.gpuHours,
  days: plan.days,
  mwh: plan.mwh,
  feasible: plan.feasible,
});

export const trainCommand: Command = {
  name: 'train',
  summary: 'Compute, time, cost, energy, carbon and memory of a training run, and the budget around it.',
  operands: '[FILE | --preset ID]',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: {
    ...TRAINING_OPTIONS,
    explain: { help: 'Print every line: formula, values put in, tier, source.' },
    uncertainty: { help: 'Print how far off each headline may be.' },
    levers: { help: 'Print what would make it cheaper, each lever alone, with its source.' },
    json: { help: 'Print the training as JSON.' },
    csv: { help: 'Print the ledger as CSV.' },
    markdown: { help: 'Print tables in Markdown.' },
  },
  run(args, io) {
    const formats = PRINTED_AS.filter((format) => args.has(format));
    const [format, second] = formats;
    if (second !== undefined) {
      const message = `${formats.map((format) => `--${format}`).join(' and ')} are given together; keep one.`;
      return reportProblems(io, [{ path: second, message }]);
    }
    const training = readTraining(args);
    if (!training.ok) return reportProblems(io, training.error);
    const uncertain = args.has('uncertainty') || format === 'json' ? trainingSensitivity(training.value) : null;
    const levers = args.has('levers') ? trainingLevers(training.value) : null;
    const plan = {
      ...train(training.value),
      uncertainty: uncertain === null ? null : trainingBands(uncertain),
    };
    for (const { message } of plan.warnings) io.log(`warning: ${message}`);
    const report = { plan, uncertain, levers, explain: args.has('explain') };
    switch (format) {
      case 'json': {
        const answer = levers === null ? plan : { ...plan, levers: levers.map(leverRow) };
        io.out(`${JSON.stringify(answer, null, 2)}\n`);
        break;
      }
      case 'csv':
        io.out(ledgerCsv(plan));
        break;
      case 'markdown':
        io.out(trainingMarkdown(report));
        break;
      case undefined:
        io.out(trainingText(report));
    }
    return plan.feasible ? EXIT.done : EXIT.no;
  },
};
