import { createRandom } from '../../src/base/random.ts';
import { add, checkTally, NOTHING } from '../../scripts/tally.ts';
import { designs, type Design } from './designs.ts';
import { noises, quantised, type Noise } from './noise.ts';
import { percent, table, type Part } from './part.ts';

/** A real difference that a comparison should see. */
const CHANGE = 1.1;
/** Steps of the two clocks that browsers have: 65.536 µs of quantised timestamps, 5 µs of an isolated page. */
const COARSE_STEP_MS = 0.065536;
const FINE_STEP_MS = 0.005;
/** A rate above its claim by more than so many standard errors is no chance: one in 700 by a normal tail. */
const STANDARD_ERRORS = 3;

interface Rate {
  readonly mean: number;
  readonly standardError: number;
}

const rateOf = (design: Design, noise: Noise, truth: number, stepMs: number, trials: number, seed: number): Rate => {
  const random = createRandom(seed);
  let sum = 0;
  let squares = 0;
  for (let trial = 0; trial < trials; trial++) {
    let factor = noise.start(random);
    const alarm = design.run({
      random,
      truth,
      time: (ms) => quantised(ms * factor(), stepMs),
      newProcess: () => {
        factor = noise.start(random);
      },
    });
    sum += alarm;
    squares += alarm ** 2;
  }
  const mean = sum / trials;
  return { mean, standardError: Math.sqrt(Math.max(0, squares / trials - mean ** 2) / trials) };
};

export const falseAlarms: Part = {
  name: 'false-alarms',
  title: 'False alarms, simulated',
  about:
    'The same kernel compared with itself by every comparison of the product, on machines that scatter, drift and switch.',
  run: ({ seed, scale }) => {
    let tally = NOTHING;
    const rows: string[][] = [];
    for (const design of designs) {
      const trials = Math.max(20, Math.round(design.trials * scale));
      for (const noise of noises) {
        for (const stepMs of [FINE_STEP_MS, COARSE_STEP_MS]) {
          const { mean, standardError } = rateOf(design, noise, 1, stepMs, trials, seed);
          const good = design.stated === null || mean - STANDARD_ERRORS * standardError <= design.stated;
          if (design.stated !== null) tally = add(tally, checkTally(good));
          const power = rateOf(design, noise, CHANGE, stepMs, Math.ceil(trials / 4), seed + 1);
          rows.push([
            design.name,
            noise.name,
            `${(1000 * stepMs).toFixed(0)} µs`,
            percent(mean),
            design.stated === null ? 'nothing' : percent(design.stated),
            good ? '' : '**above**',
            percent(power.mean, 0),
          ]);
        }
      }
    }
    const heads = ['comparison', 'machine', 'clock step', 'false alarms', 'claimed at most', '', 'sees 10 %'];
    const about = noises.map((noise) => `${noise.name}: ${noise.about}`).join('; ');
    return Promise.resolve({ tally, print: `${table(heads, rows, 3)}\n\nMachines: ${about}.` });
  },
};
