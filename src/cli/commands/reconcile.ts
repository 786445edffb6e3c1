import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { citationText, CITATIONS } from '../../catalog/citations.ts';
import { findEstimate, publishedEstimates, type CostEstimate } from '../../catalog/estimates.ts';
import { findTrainingPreset } from '../../catalog/training-presets.ts';
import { oneLine } from '../../exchange/show.ts';
import { estimateOf, reconcile, type FactorShare } from '../../training/reconcile.ts';
import { train } from '../../training/train.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { figure } from '../figure.ts';
import { readTrainingFile } from '../read-training.ts';
import { textTable } from '../table.ts';

/** A published estimate, a preset of `train`, or a file of a training. */
const readEstimate = (name: string): Result<CostEstimate, Problem[]> => {
  const published = findEstimate(name);
  if (published !== null) return ok(published);
  const preset = findTrainingPreset(name);
  const training = preset === null ? readTrainingFile(name) : ok(preset.training);
  if (!training.ok) return training;
  const estimate = estimateOf(training.value, train(training.value));
  const message = `${name}: its cost is not known by the hour. Set training.usdPerGpuHour with economics.method=cloud, or economics.acceleratorUsd with economics.method=amortised.`;
  return estimate === null ? err([problem('', message)]) : ok(estimate);
};

const row = ({ label, unit, before, after, times, share }: FactorShare): string[] => [
  label,
  figure(before),
  figure(after),
  unit,
  `× ${figure(times)}`,
  share.toFixed(4),
];

const told = ({ name, usd, about, citation }: CostEstimate): string =>
  `${oneLine(name)}: ${figure(usd)} USD; ${about}${citation === null ? '' : ` ${citationText(CITATIONS[citation])}`}`;

export const reconcileCommand: Command = {
  name: 'reconcile',
  summary: 'Why two published costs of a training differ, shared out over named factors.',
  operands: 'A B (published estimates, presets or files)',
  mostPositionals: 2,
  options: { json: { help: 'Print the shares as JSON.' } },
  run(args, io) {
    const [a, b] = args.positionals;
    if (a === undefined || b === undefined) {
      const known = publishedEstimates.map(({ id }) => id).join(', ');
      const message = `Two estimates are needed: roofrack reconcile A B. Published: ${known}; or presets of train, or files.`;
      return reportProblems(io, [problem('', message)]);
    }
    const [before, after] = [readEstimate(a), readEstimate(b)];
    if (!before.ok || !after.ok) {
      return reportProblems(io, [...(before.ok ? [] : before.error), ...(after.ok ? [] : after.error)]);
    }
    const found = reconcile(before.value, after.value);
    if (args.has('json')) {
      io.out(`${JSON.stringify({ format: 'roofrack-reconciliation', version: 1, ...found }, null, 2)}\n`);
    } else {
      const header = ['factor', 'first', 'second', 'unit', 'makes', 'ln'];
      const total = [
        'all together',
        figure(found.before.usd),
        figure(found.after.usd),
        'USD',
        `× ${figure(found.ratio)}`,
        found.logRatio.toFixed(4),
      ];
      io.out(
        `${told(found.before)}\n${told(found.after)}\n\n${textTable([header, ...found.shares.map(row), total], [1, 2, 4, 5])}`,
      );
    }
    return EXIT.done;
  },
};
