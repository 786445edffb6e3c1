import { formatNumber, quantityText } from '../../../base/format.ts';
import type { Accelerator } from '../../../catalog/schema.ts';
import type { Measurement } from '../../../records/measurement.ts';
import { caseText } from '../../charts/case-words.ts';
import { fastestProduct } from './rr-run-result/headlines.ts';

/** One answer to "is that good?": a sentence, and how it stands. */
export interface Assessment {
  readonly tone: 'good' | 'fair' | 'poor' | 'plain';
  readonly text: string;
}

/**
 * Shares of a roof that well-written kernels reach. f32 products without matrix units: vendor libraries reach 80 to 95 %
 * of the multiply-add roof, portable WGSL 40 to 75 % (docs of the peers in the benchmark); below a quarter something is
 * wrong. Reads: STREAM-like kernels reach 80 to 93 % of the datasheet's bandwidth.
 */
const GOOD_OF_FMA = 40;
const POOR_OF_FMA = 25;
const GOOD_OF_DATASHEET = 75;
const POOR_OF_DATASHEET = 50;

const toneOf = (percent: number, poor: number, good: number): Assessment['tone'] =>
  percent >= good ? 'good' : percent < poor ? 'poor' : 'fair';

const againstRoof = (run: Measurement): Assessment[] => {
  const fastest = fastestProduct(run);
  const { fmaGflops } = run.roofs;
  if (fastest === null || fmaGflops === null || fastest.dtype !== 'f32') return [];
  const percent = (100 * fastest.gflops) / fmaGflops;
  // What kernels reach on GPUs says nothing of a processor that plays one.
  const tone = run.adapter.software ? 'plain' : toneOf(percent, POOR_OF_FMA, GOOD_OF_FMA);
  const words = {
    good: 'good for a portable kernel',
    fair: 'usual for a portable kernel',
    poor: 'low: another program may be using the GPU, or this adapter needs a kernel of its own',
    plain: 'a processor plays the GPU here, so no GPU’s share is expected of it',
  };
  return [
    {
      tone,
      text: `The fastest product (${caseText(fastest)}) reaches ${formatNumber(percent, 2)} % of the multiply-add roof measured in the same run: ${words[tone]}.`,
    },
  ];
};

const againstDatasheet = (
  run: Measurement,
  { name, peakDenseFp32Tflops, memoryBandwidthGBps }: Accelerator,
): Assessment[] => {
  const { fmaGflops, readGBps } = run.roofs;
  const share = (what: string, measured: number, datasheet: number, unit: string): Assessment => {
    const percent = (100 * measured) / datasheet;
    return {
      tone: toneOf(percent, POOR_OF_DATASHEET, GOOD_OF_DATASHEET),
      text: `${what} is ${quantityText(measured, unit)}, ${formatNumber(percent, 2)} % of the ${quantityText(datasheet, unit)} in the datasheet of ${name}.`,
    };
  };
  return [
    ...(fmaGflops !== null && peakDenseFp32Tflops !== null
      ? [share('The multiply-add roof', fmaGflops, 1e3 * peakDenseFp32Tflops, 'GFLOP/s')]
      : []),
    ...(readGBps !== null && memoryBandwidthGBps !== null
      ? [share('Read bandwidth', readGBps, memoryBandwidthGBps, 'GB/s')]
      : []),
  ];
};

/** Nothing is said about what was not measured; against a datasheet only where the accelerator is known. */
export const assessRun = (run: Measurement, accelerator: Accelerator | null): Assessment[] => [
  ...againstRoof(run),
  ...(accelerator === null ? [] : againstDatasheet(run, accelerator)),
];
