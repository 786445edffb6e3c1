import type { SeriesPoint } from './series/read-series.ts';

/**
 * The rule of Mozilla's Perfherder, an oracle to measure beside: Student's t with linearly falling weights between 12 to 24
 * points back and 12 ahead, above 7 and above both neighbours. Points of one time are one push.
 */
interface Push {
  readonly time: number;
  readonly values: number[];
}

const summary = (pushes: readonly Push[]): { mean: number; n: number; variance: number } => {
  let sum = 0;
  let weights = 0;
  pushes.forEach(({ values }, i) => {
    const weight = (pushes.length - i) / pushes.length;
    sum += weight * values.reduce((total, value) => total + value, 0);
    weights += weight * values.length;
  });
  const mean = sum / weights;
  const values = pushes.flatMap((push) => push.values);
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, n: values.length, variance: values.length > 1 ? squares / (values.length - 1) : 0 };
};

/** Times at which the rule alarms. */
export const windowChanges = (
  points: readonly SeriesPoint[],
  { fewestBack = 12, mostBack = 24, ahead = 12, threshold = 7 } = {},
): readonly number[] => {
  const byTime = new Map<number, Push>();
  for (const { time, value } of points) {
    const push = byTime.get(time) ?? { time, values: [] };
    push.values.push(value);
    byTime.set(time, push);
  }
  const pushes = [...byTime.values()].sort((a, b) => a.time - b.time);
  let sinceLast = 0;
  const scores = pushes.map((_, i) => {
    if (i === 0) return { t: 0, complete: false };
    const back: Push[] = [];
    let backValues = 0;
    for (let j = i - 1; j >= 0 && backValues < mostBack && i - j <= Math.max(sinceLast, fewestBack); j--) {
      back.push(pushes[j]!);
      backValues += pushes[j]!.values.length;
    }
    const fore: Push[] = [];
    let foreValues = 0;
    for (let j = i; j < pushes.length && foreValues < ahead; j++) {
      fore.push(pushes[j]!);
      foreValues += pushes[j]!.values.length;
    }
    const [before, after] = [summary(back), summary(fore)];
    const difference = Math.abs(after.mean - before.mean);
    const error = Math.sqrt(before.variance / before.n + after.variance / after.n);
    const t = difference === 0 ? 0 : difference / error;
    sinceLast = t > threshold ? 0 : sinceLast + 1;
    return { t, complete: backValues >= fewestBack && foreValues >= ahead };
  });
  return pushes
    .filter((_, i) => {
      const { t, complete } = scores[i]!;
      return complete && t > threshold && scores[i - 1]!.t <= t && (scores[i + 1]?.t ?? -Infinity) <= t;
    })
    .map(({ time }) => time);
};
