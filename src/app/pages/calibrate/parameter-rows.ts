import type { Calibration, KernelParameters, TileParameters } from '../../../records/calibration.ts';
import type { ForestRow } from '../../charts/rr-forest-plot/rr-forest-plot.ts';

/** What is published without intervals has none. */
type Intervals = Calibration['intervals'] | null;

type CoreName = 'computeEfficiency' | 'memoryEfficiency' | 'smoothness' | 'overheadUs';
type TileName = keyof TileParameters;

/** A scale that holds the whole interval, with a little room. */
const around = (ends: readonly number[]): [number, number] => [
  Math.max(Math.min(...ends) / 1.5, 1e-3),
  Math.max(...ends, 2e-3) * 1.5,
];

const percent = (
  label: string,
  note: string,
  share: number,
  interval: readonly [number, number] | null,
): ForestRow => ({
  label,
  note,
  value: 100 * share,
  interval: interval === null ? null : [100 * interval[0], 100 * interval[1]],
  unit: '%',
  scale: 'linear',
  domain: [0, Math.max(100, 100 * share, 100 * (interval?.[1] ?? 0))],
});

const plain = (
  label: string,
  note: string,
  value: number,
  unit: string,
  interval: readonly [number, number] | null,
): ForestRow => ({ label, note, value, interval, unit, scale: 'log', domain: around([value, ...(interval ?? [])]) });

const TILE_WORDS: readonly (readonly [TileName, string, string, string])[] = [
  ['computeUnits', 'Compute units', 'that run tiles side by side', ''],
  ['waveSharpness', 'Wave sharpness', '1: a started wave costs a whole one; 0: waves overlap', ''],
  ['stepNs', 'Step of a tile', 'time a step along k takes beside its arithmetic', 'ns'],
  ['tileUs', 'Start of a tile', 'fixed time of a tile', 'µs'],
  ['splitUs', 'Adding up a split', 'fixed time where k is split', 'µs'],
  ['cacheGain', 'Cache gain', 'bandwidth of the last cache over that of memory', ''],
  ['cacheMB', 'Cache', 'bytes that stay in it between repetitions', 'MB'],
];

type KernelsName = 'computeUnits' | 'waveSharpness' | 'tileUs' | 'cacheGain' | 'cacheMB' | 'copyEfficiency';
const KERNELS_WORDS: readonly (readonly [KernelsName, string, string, string])[] = [
  ['computeUnits', 'Compute units', 'that run workgroups side by side', ''],
  ['waveSharpness', 'Wave sharpness', '1: a started wave costs a whole one; 0: waves overlap', ''],
  ['tileUs', 'Start of a workgroup', 'its fixed time', 'µs'],
  ['cacheGain', 'Cache gain', 'bandwidth of the last cache over that of memory', ''],
  ['cacheMB', 'Cache', 'bytes that stay in it between repetitions', 'MB'],
  ['copyEfficiency', 'Copies', 'share of peak bandwidth of operands copied before the product', ''],
];

const kernelRows = ({ kernels }: KernelParameters, intervals: Intervals): ForestRow[] =>
  kernels === undefined
    ? []
    : [
        ...KERNELS_WORDS.map(([name, label, note, unit]) =>
          plain(label, note, kernels[name], unit, intervals?.tile?.[name] ?? null),
        ),
        ...kernels.list.map(({ id, computeEfficiency }) =>
          percent(id, 'share of peak FLOP/s that its workgroups reach, padding counted', computeEfficiency, null),
        ),
      ];

export const parameterRows = (parameters: KernelParameters, intervals: Intervals): ForestRow[] => {
  const of = (name: CoreName): readonly [number, number] | null => intervals?.[name] ?? null;
  const { tile } = parameters;
  return [
    percent(
      'Compute efficiency',
      'share of peak FLOP/s that large products reach',
      parameters.computeEfficiency,
      of('computeEfficiency'),
    ),
    percent(
      'Memory efficiency',
      'share of peak bandwidth that read-bound products reach',
      parameters.memoryEfficiency,
      of('memoryEfficiency'),
    ),
    plain(
      'Smoothness',
      '1 adds compute and memory time, large takes the longer',
      parameters.smoothness,
      '',
      of('smoothness'),
    ),
    plain(
      'Launch overhead',
      'time of a product too small to compute anything',
      parameters.overheadUs,
      'µs',
      of('overheadUs'),
    ),
    ...(tile === undefined
      ? []
      : TILE_WORDS.map(([name, label, note, unit]) =>
          plain(label, note, tile[name], unit, intervals?.tile?.[name] ?? null),
        )),
    ...kernelRows(parameters, intervals),
  ];
};

/** The formula that the parameters stand in, in words. */
export const formulaText = ({ tile, kernels }: KernelParameters): string =>
  kernels !== undefined
    ? 'Time = (compute time^s + memory time^s)^(1/s) + copies + launches, s the smoothness; compute time counts the workgroups of the kernel that the product takes, each as a whole.'
    : tile === undefined
      ? 'Time = ((compute time / compute efficiency)^s + (memory time / memory efficiency)^s)^(1/s) + launch overhead, s the smoothness.'
      : 'Time = (tile time^s + (memory time / memory efficiency)^s)^(1/s) + launch overhead; the tile time counts waves of tiles over the compute units, the best tile and split along k taken.';
