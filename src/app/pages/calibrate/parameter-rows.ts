import type { Calibration, KernelFacts, KernelParameters, TileParameters } from '../../../records/calibration.ts';
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

type KernelsName = 'computeUnits' | 'waveSharpness' | 'tileUs' | 'cacheGain' | 'cacheMB';
const KERNELS_WORDS: readonly (readonly [KernelsName, string, string, string])[] = [
  ['computeUnits', 'Compute units', 'that run workgroups side by side', ''],
  ['waveSharpness', 'Wave sharpness', '1: a started wave costs a whole one; 0: waves overlap', ''],
  ['tileUs', 'Start of a workgroup', 'its fixed time', 'µs'],
  ['cacheGain', 'Cache gain', 'bandwidth of the last cache over that of memory', ''],
  ['cacheMB', 'Cache', 'bytes that stay in it between repetitions', 'MB'],
];

const COPIES_WORDS: Readonly<Record<KernelFacts['copies'], string>> = {
  always: 'copies its operands first',
  odd: 'copies operands of odd sizes first',
  never: 'reads its operands where they lie',
};

/** How a kernel cuts a product, and when it is taken. */
const kernelNote = ({ id, rows, columns, split, copies }: KernelFacts, choice: readonly { kernel: string }[]): string =>
  [
    'share of peak FLOP/s, padding counted',
    `a workgroup computes ${rows}×${columns}`,
    ...(split > 1 ? [`k in ${split} parts`] : []),
    COPIES_WORDS[copies],
    ...(choice.some(({ kernel }) => kernel === id)
      ? []
      : ['taken only where another of its class computes more in vain']),
  ].join('; ');

/** The share of a kernel is the common one times a factor: the interval is that of the factor. */
const kernelInterval = (
  { computeEfficiency }: KernelParameters,
  { id }: KernelFacts,
  intervals: Intervals,
): [number, number] | null => {
  const factor = intervals?.others[`kernel ${id}`];
  return factor === undefined ? null : [computeEfficiency * factor[0], computeEfficiency * factor[1]];
};

const kernelRows = (parameters: KernelParameters, intervals: Intervals): ForestRow[] => {
  const { kernels } = parameters;
  return kernels === null
    ? []
    : [
        ...KERNELS_WORDS.map(([name, label, note, unit]) =>
          plain(label, note, kernels[name], unit, intervals?.others[name] ?? null),
        ),
        percent(
          'Copies',
          'share of peak bandwidth at which operands are copied before the product, four elements at a time',
          kernels.copyEfficiency,
          intervals?.others['copyEfficiency'] ?? null,
        ),
        ...kernels.list.map((kernel) =>
          percent(
            kernel.id,
            kernelNote(kernel, kernels.choice),
            kernel.computeEfficiency,
            kernelInterval(parameters, kernel, intervals),
          ),
        ),
      ];
};

const computeNote = ({ tile, kernels }: KernelParameters): string =>
  kernels !== null
    ? 'what all kernels have in common; the share of each is below'
    : tile === null
      ? 'share of peak FLOP/s that large products reach'
      : 'share of peak FLOP/s of a tile’s arithmetic alone; as its steps and its start come on top, it may pass 100 %';

export const parameterRows = (parameters: KernelParameters, intervals: Intervals): ForestRow[] => {
  const of = (name: CoreName): readonly [number, number] | null => intervals?.[name] ?? null;
  const { tile, packingEfficiency } = parameters;
  return [
    percent('Compute efficiency', computeNote(parameters), parameters.computeEfficiency, of('computeEfficiency')),
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
    ...(packingEfficiency === null
      ? []
      : [
          percent(
            'Repacking',
            'share of peak bandwidth at which operands whose rows are no multiple of four are copied first',
            packingEfficiency,
            intervals?.others['packingEfficiency'] ?? null,
          ),
        ]),
    ...(tile === null
      ? []
      : TILE_WORDS.map(([name, label, note, unit]) =>
          plain(label, note, tile[name], unit, intervals?.others[name] ?? null),
        )),
    ...kernelRows(parameters, intervals),
  ];
};

/** The formula that the parameters stand in, in words. */
export const formulaText = ({ tile, kernels }: KernelParameters): string =>
  kernels !== null
    ? 'Time = (compute time^s + memory time^s)^(1/s) + copies + launches, s the smoothness; compute time counts the workgroups of the kernel that the product takes, each as a whole.'
    : tile === null
      ? 'Time = ((compute time / compute efficiency)^s + (memory time / memory efficiency)^s)^(1/s) + launch overhead, s the smoothness.'
      : 'Time = (tile time^s + (memory time / memory efficiency)^s)^(1/s) + launch overhead; the tile time counts waves of tiles over the compute units, the best tile and split along k taken.';
