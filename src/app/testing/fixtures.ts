import { PLAIN_FORM, type Calibration } from '../../records/calibration.ts';
import { calibrationOf } from '../../records/testing/calibration.ts';

export const calibrationFixture = (change: Partial<Calibration> = {}): Calibration =>
  calibrationOf({
    tier: 'calibrated',
    peakTflops: 1.2,
    bandwidthGBps: 300,
    parameters: { computeEfficiency: 0.83, memoryEfficiency: 0.71, smoothness: 2.1, overheadUs: 12, ...PLAIN_FORM },
    intervals: {
      computeEfficiency: [0.8, 0.86],
      memoryEfficiency: [0.62, 0.79],
      smoothness: [1.5, 3.2],
      overheadUs: [9, 15],
      others: {},
    },
    fitError: { median: 0.05, p90: 0.14 },
    holdoutError: { median: 0.07, p90: 0.19 },
    n: 12,
    residuals: [64, 128, 256, 512, 1024, 2048].map((size, index) => ({
      m: size,
      n: size,
      k: size,
      measuredUs: size ** 3 / 1e5,
      predictedUs: (size ** 3 / 1e5) * (1 + (index - 2.5) / 30),
      heldOut: index % 3 === 2,
      kernel: null,
    })),
    ...change,
  });
