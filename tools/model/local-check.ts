/**
 * How well the model holds on this machine: measures the quick suite and fuzzed other shapes in one session, fits the suite's
 * timings, and predicts the others and the replayed layers. `npm run check:model -- [--shapes N] [--seed S] [--out FILE]`.
 * Ends with 1 where a median error is above what is promised. Run it on a quiet machine.
 */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureInChromium } from '../../bench/chromium-host.ts';
import { createRandom } from '../../src/base/random.ts';
import { median, quantile } from '../../src/base/statistics/order.ts';
import { calibrate } from '../../src/calibrate/calibrate.ts';
import { atUsualPace } from '../../src/calibrate/pace.ts';
import { timingsFromMeasurement } from '../../src/calibrate/from-measurement.ts';
import { serialiseMeasurement } from '../../src/exchange/measurement.ts';
import type { Product } from '../../src/records/product.ts';
import { createPredictor } from '../../src/throughput/predictor.ts';
import { percent } from '../deep/part.ts';

/** What is promised of the median error, of fuzzed shapes and of replayed layers. */
const MOST_SHAPE_ERROR = 0.12;
const MOST_REPLAY_ERROR = 0.15;
/** Beyond this a software adapter takes a fifth of a second for one product. */
const MOST_FLOP = 2e9;

const { values } = parseArgs({
  options: {
    shapes: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});

/** Sizes uniform in their logarithm, from one token to a long prompt and from a head to a wide layer; any remainder. */
const fuzzed = (count: number, seed: number): Product[] => {
  const random = createRandom(seed);
  const size = (low: number, high: number): number => Math.round(low * (high / low) ** random.uniform());
  const shapes: Product[] = [];
  while (shapes.length < count) {
    const shape = { m: size(1, 2048), n: size(64, 4096), k: size(64, 4096) };
    if (2 * shape.m * shape.n * shape.k <= MOST_FLOP) shapes.push(shape);
  }
  return shapes;
};

const fail = (message: string): never => {
  console.error(message);
  process.exit(4);
};
const name = ({ m, n, k }: Product): string => `${String(m)}×${String(n)}×${String(k)}`;

const others = fuzzed(Number(values.shapes), Number(values.seed));
const measured = await measureInChromium(
  { suite: 'quick', shapes: others, dtype: 'f32', kernel: 'auto', seed: 1, powerPreference: null },
  {
    log: (text) => {
      console.error(text);
    },
    onProgress: () => undefined,
    signal: new AbortController().signal,
  },
);
if (!measured.ok) throw new Error(fail(measured.error.message));
if (values.out !== undefined) writeFileSync(values.out, serialiseMeasurement(measured.value));
const prepared = timingsFromMeasurement(measured.value, {
  id: randomUUID(),
  createdAt: measured.value.createdAt,
  force: true,
});
if (!prepared.ok) throw new Error(fail(prepared.error[0]!.message));
const { timings, options } = prepared.value;
const unseen = new Set(others.map(name));
const fit = calibrate(
  timings.filter((timing) => !unseen.has(name(timing))),
  options,
);
if (!fit.ok) throw new Error(fail(fit.error[0]!.message));
const predictor = createPredictor(fit.value);

const judged = timings
  .filter((timing) => unseen.has(name(timing)))
  .map((timing) => {
    // The kernel is the model's own choice, as in `roofrack predict`.
    const { m, n, k, measuredUs } = timing;
    const predictedUs = predictor.timeUs({ m, n, k });
    const [low, high] = predictor.intervalUs({ m, n, k });
    const atPaceUs = atUsualPace(measuredUs, timing, fit.value.paceExponent ?? 0);
    const error = predictedUs / atPaceUs - 1;
    console.log(
      `${name(timing).padEnd(18)} ${(timing.kernel ?? '').padEnd(26)} timed ${measuredUs.toFixed(0).padStart(8)} µs  at pace ${atPaceUs.toFixed(0).padStart(8)} µs  predicted ${predictedUs.toFixed(0).padStart(8)} µs  ${percent(error).padStart(8)}`,
    );
    return {
      error: Math.abs(error),
      asTimed: Math.abs(predictedUs / measuredUs - 1),
      inside: low <= atPaceUs && atPaceUs <= high,
    };
  });
const errors = judged.map(({ error }) => error);
const asTimed = judged.map((judgement) => judgement.asTimed);
const inside = judged.filter((judgement) => judgement.inside).length;
for (const { id, measuredUs, predictedUs } of fit.value.replay?.layers ?? []) {
  console.log(
    `${id}\n  measured ${measuredUs.toFixed(0)} µs, predicted ${predictedUs.toFixed(0)} µs, ${percent(predictedUs / measuredUs - 1)}`,
  );
}
const { fitError, holdoutError, forms = [], n, replay } = fit.value;
const shapeError = median(errors);
const replayed = replay?.median ?? Infinity;
console.log(
  `\nfit of ${String(n)} shapes      median ${percent(fitError.median)}, p90 ${percent(fitError.p90)}; ${forms.map((form) => `${form.form} ${percent(form.median)} unseen`).join(', ')}`,
);
console.log(`held out by the fit    median ${percent(holdoutError.median)}, p90 ${percent(holdoutError.p90)}`);
console.log(
  `${String(errors.length)} fuzzed shapes       median ${percent(shapeError)} (at most ${percent(MOST_SHAPE_ERROR)}), p90 ${percent(quantile(errors, 0.9))}; in the 90 % interval ${percent(inside / errors.length)}`,
);
console.log(
  `  against times as they were: median ${percent(median(asTimed))}, p90 ${percent(quantile(asTimed, 0.9))}; ${fit.value.warnings.find(({ code }) => code === 'uneven-pace')?.message ?? 'the machine kept its pace.'}`,
);
console.log(
  `${String(replay?.layers.length ?? 0)} replayed layers      median ${percent(replayed)} (at most ${percent(MOST_REPLAY_ERROR)})`,
);
process.exitCode = shapeError <= MOST_SHAPE_ERROR && replayed <= MOST_REPLAY_ERROR ? 0 : 1;
