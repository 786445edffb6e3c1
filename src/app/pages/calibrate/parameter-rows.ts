import type { Calibration } from '../../../records/calibration.ts';
import type { ForestRow } from '../../charts/rr-forest-plot/rr-forest-plot.ts';

/** A scale that holds the whole interval, with a little room. */
const around = (low: number, high: number): [number, number] => [Math.max(low / 1.5, 1e-3), high * 1.5];

export const parameterRows = ({ parameters, intervals }: Calibration): ForestRow[] => {
  const percent = (name: 'computeEfficiency' | 'memoryEfficiency', label: string, note: string): ForestRow => {
    const [low, high] = intervals[name];
    return {
      label,
      note,
      value: 100 * parameters[name],
      low: 100 * low,
      high: 100 * high,
      unit: '%',
      scale: 'linear',
      domain: [0, Math.max(100, 100 * high)],
    };
  };
  const plain = (name: 'smoothness' | 'overheadUs', label: string, note: string, unit: string): ForestRow => {
    const [low, high] = intervals[name];
    return { label, note, value: parameters[name], low, high, unit, scale: 'log', domain: around(low, high) };
  };
  return [
    percent('computeEfficiency', 'Compute efficiency', 'share of peak FLOP/s that large products reach'),
    percent('memoryEfficiency', 'Memory efficiency', 'share of peak bandwidth that read-bound products reach'),
    plain('smoothness', 'Smoothness', '1 adds compute and memory time, large takes the longer', ''),
    plain('overheadUs', 'Launch overhead', 'time of a product too small to compute anything', 'µs'),
  ];
};
