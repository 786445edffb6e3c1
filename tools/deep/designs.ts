import { pairedRatio } from '../../src/base/statistics/paired-ratio.ts';
import { compareRuns } from '../../src/records/compare-runs.ts';
import { caseFixture, measurementFixture } from '../../src/records/testing/measurement.ts';
import type { Random } from '../../src/base/random.ts';
import { chooseByRounds } from '../../src/measure/tune/decide.ts';

/**
 * The comparisons that the product makes, each fed with times of two kernels of which the second takes `truth` times as
 * long as the first. A trial answers which part of its verdicts is an alarm: "these two differ".
 */
export interface Trial {
  readonly random: Random;
  readonly truth: number;
  /** Time of a kernel that takes `ms` on an idle machine, now. */
  readonly time: (ms: number) => number;
  /** A new browser process: the machine goes on, memory and code lie elsewhere. */
  readonly newProcess: () => void;
}

export interface Design {
  readonly name: string;
  /** Share of false alarms that it claims at most; null where it claims nothing. */
  readonly stated: number | null;
  readonly trials: number;
  /** Standard deviation of what a process draws for a kernel (placement, compiled code), in the logarithm. */
  readonly processSpread: number;
  run(trial: Trial): number;
}

/** Steps of a clock in a sample: the sampler makes samples of 100 steps or more. */
export const SAMPLE_MS = 6.6;

const interleaved = (sessions: number, rounds: number, stated: number, processSpread: number): Design => ({
  name: `interleaved, ${String(sessions)} × ${String(rounds)} rounds`,
  stated,
  trials: 4000,
  processSpread,
  run: ({ random, truth, time, newProcess }) => {
    const base: number[][] = [];
    const head: number[][] = [];
    for (let session = 0; session < sessions; session++) {
      newProcess();
      const place = [0, 1].map(() => Math.exp(processSpread * random.normal()));
      const ms = [SAMPLE_MS * place[0]!, SAMPLE_MS * truth * place[1]!];
      base.push([]);
      head.push([]);
      for (let round = 0; round < rounds; round++) {
        const first = random.integer(0, 1);
        const timedMs = [0, 0];
        for (const which of [first, 1 - first]) timedMs[which] = time(ms[which]!);
        base[session]!.push(timedMs[0]!);
        head[session]!.push(timedMs[1]!);
      }
    }
    const { low, high } = pairedRatio(head, base);
    return low > 1 || high < 1 ? 1 : 0;
  },
});

/** Twenty cases a run, as many samples as the sampler takes of a noisy case. */
const CASES = 20;
const SAMPLES = 31;
const history = (name: string, stated: number | null, processSpread: number, machineSpread: number): Design => ({
  name,
  stated,
  trials: 400,
  processSpread,
  run: ({ random, truth, time, newProcess }) => {
    const measure = (truthOfRun: number) => {
      newProcess();
      const factor = truthOfRun * Math.exp(machineSpread * random.normal());
      return measurementFixture({
        cases: Array.from({ length: CASES }, (_, i) => {
          const ms = SAMPLE_MS * factor * Math.exp(processSpread * random.normal());
          return caseFixture(64 + i, { samplesMs: Array.from({ length: SAMPLES }, () => time(ms)) });
        }),
      });
    };
    const { cases } = compareRuns(measure(1), measure(truth));
    const alarms = cases.filter(({ verdict }) => verdict === 'improved' || verdict === 'regressed');
    return alarms.length / cases.length;
  },
});

/** The search's rounds, with its look after every round from the sixth on. */
const [LEAST_ROUNDS, MOST_ROUNDS] = [6, 12];
const tuner: Design = {
  name: 'search, the elaborate kernel preferred',
  // A needless choice of the elaborate one of two equals costs nothing but its complexity.
  stated: null,
  trials: 4000,
  processSpread: 0,
  run: ({ random, truth, time }) => {
    const simple = { name: 'simple', complexity: 1, samplesMs: [] as number[] };
    const elaborate = { name: 'elaborate', complexity: 2, samplesMs: [] as number[] };
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (round >= LEAST_ROUNDS && chooseByRounds([simple, elaborate]).decided) break;
      const order = random.uniform() < 0.5 ? [simple, elaborate] : [elaborate, simple];
      for (const entry of order) entry.samplesMs.push(time(entry === simple ? SAMPLE_MS : SAMPLE_MS / truth));
    }
    return chooseByRounds([simple, elaborate]).winner === elaborate ? 1 : 0;
  },
};

export const designs: readonly Design[] = [
  // One process only: nothing is claimed about what it drew, so it draws nothing.
  interleaved(1, 9, 1 - 0.9609, 0),
  interleaved(3, 5, 0.05, 0.03),
  interleaved(8, 5, 0.05, 0.03),
  history('history, two runs of 20 cases', 0.05, 0.03, 0),
  // What makes the whole machine slower between two stored runs cannot be told from a slower build.
  history('history, machine moved by 10 % between', null, 0.03, 0.1 / Math.SQRT2),
  tuner,
];
