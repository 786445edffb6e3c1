import { parseNumber } from '../../../base/format.ts';
import { err, ok, problem, type Problem, type Result } from '../../../base/result.ts';
import { peaksOf } from '../../../calibrate/from-table.ts';
import { BF16 } from '../../../calibrate/number-format.ts';
import { findAccelerator } from '../../../catalog/catalog.ts';

/** The choice of a machine whose peaks are typed. */
export const NOT_LISTED = '';

/** What the form about the timed machine holds, as it was typed. */
export interface StatedMachine {
  readonly accelerator: string;
  readonly peakTflops: string;
  readonly bandwidthGBps: string;
}

export type RateName = 'peakTflops' | 'bandwidthGBps';

/** Ranges are those of the command line. */
export const RATES: readonly {
  readonly name: RateName;
  readonly label: string;
  readonly unit: string;
  readonly help: string;
  readonly high: number;
}[] = [
  {
    name: 'peakTflops',
    label: 'Dense peak',
    unit: 'TFLOP/s',
    help: 'Of the number format that was timed, without sparsity.',
    high: 1e6,
  },
  { name: 'bandwidthGBps', label: 'Memory bandwidth', unit: 'GB/s', help: 'As its maker prints it.', high: 1e7 },
];
const LEAST = 1e-6;

export interface KnownMachine {
  readonly accelerator: string | null;
  readonly peakTflops: number;
  readonly bandwidthGBps: number;
}

/** The machine with its rates, from the catalogue or as typed; the problems have the names of the fields. */
export const readMachine = (stated: StatedMachine, format = BF16): Result<KnownMachine, Problem[]> => {
  const accelerator = findAccelerator(stated.accelerator);
  const typed = (name: RateName): number | null => (accelerator === null ? parseNumber(stated[name]) : null);
  const { peakTflops, bandwidthGBps } = peaksOf({
    accelerator,
    peakTflops: typed('peakTflops'),
    bandwidthGBps: typed('bandwidthGBps'),
    format,
  });
  const problems = RATES.flatMap(({ name, label, unit, high }) => {
    const value = { peakTflops, bandwidthGBps }[name];
    if (value !== null && value >= LEAST && value <= high) return [];
    const message = `${label} is ${stated[name].trim() || 'empty'}; it must be a number from ${LEAST} to ${high} ${unit}.`;
    return [problem(name, message)];
  });
  return problems.length > 0 || peakTflops === null || bandwidthGBps === null
    ? err(problems)
    : ok({ accelerator: accelerator?.id ?? null, peakTflops, bandwidthGBps });
};
