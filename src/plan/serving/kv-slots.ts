import type { PhysicalScenario } from '../../records/scenario.ts';
import { kvBytesWhereKept } from '../../throughput/deployment.ts';
import type { Replica } from '../../throughput/replica.ts';
import { lengthSlices } from './prompt-sizes.ts';
import type { TrafficClass, Workload } from './workload.ts';

/** Mean and variance of what one request of a class holds at a random moment, in bytes on each accelerator, averaged over ranks. */
const heldBytes = (
  replica: Replica,
  trafficClass: TrafficClass,
  reserve: boolean,
): { mean: number; variance: number } => {
  const start = replica.kvBytesPerGpu(trafficClass.inputTokens);
  const grown = replica.kvBytesPerGpu(trafficClass.inputTokens + trafficClass.outputTokens) - start;
  if (reserve) {
    // A long answer also stays longer: met at a random moment, its mean is larger by 1 + cv².
    const longer = 1 + trafficClass.outputCv ** 2;
    return {
      mean: start + grown * longer,
      variance: (start * trafficClass.inputCv) ** 2 + (grown * trafficClass.outputCv) ** 2 * longer,
    };
  }
  // Evenly spread between nothing and all of the answer: E[X²]/2E[X], and E[X³]/3E[X] of a log-normal length.
  const square = 1 + trafficClass.outputCv ** 2;
  const mean = start + (grown * square) / 2;
  const variance = (start * trafficClass.inputCv) ** 2 + grown ** 2 * (square ** 3 / 3 - square ** 2 / 4);
  return { mean, variance };
};

/**
 * Requests whose keys and values fit on a replica at the same time.
 *
 * `reserve` sets the full length aside on admission; `paged` takes pages as the answer grows, so that a request in
 * progress holds kv(ISL) and a part, evenly spread, of the kv(OSL) to come. The sum over n requests has mean n·μ and
 * standard deviation √n·σ; the largest n with n·μ + 3√n·σ ≤ room overflows about once in a thousand moments, when a
 * request is preempted and computed again. With fixed lengths `reserve` is room / kv(ISL + OSL) exactly. Where ranks attend to
 * sequences of their own, these are dealt out evenly over them, and none is served that is too long for one rank.
 */
export const kvSlots = (
  replica: Replica,
  { classes, outputTokens }: Workload,
  policy: PhysicalScenario['serving']['kvPolicy'],
): number => {
  const room = replica.kvRoomBytesPerGpu;
  const longest = Math.max(
    ...classes.map(({ inputTokens, outputTokens: answered }) => kvBytesWhereKept(replica, inputTokens + answered)),
  );
  if (room < longest) return 0;
  let mean = 0;
  let square = 0;
  for (const trafficClass of classes) {
    // Who is met in a slot: requests weighted by how long they stay.
    const weight = (trafficClass.share * trafficClass.outputTokens) / outputTokens;
    const held = heldBytes(replica, trafficClass, policy === 'reserve');
    mean += weight * held.mean;
    square += weight * (held.variance + held.mean ** 2);
  }
  const spread = 3 * Math.sqrt(Math.max(0, square - mean ** 2));
  const root = (-spread + Math.sqrt(spread ** 2 + 4 * mean * room)) / (2 * mean);
  return Math.max(1, Math.floor(root ** 2 + 1e-9));
};

/** The longest prompts that times are computed of: the mean of the longest in two hundred of a class. */
export const longestPromptTokens = ({ classes }: Workload): number =>
  Math.max(
    ...classes.flatMap(({ inputTokens, inputCv }) => lengthSlices(inputTokens, inputCv).map(({ length }) => length)),
  );

/** Whether a replica that reads prompts alone has room for every one of them, on the rank that attends to it. */
export const holdsPrompts = (replica: Replica, workload: Workload): boolean =>
  replica.kvRoomBytesPerGpu >= kvBytesWhereKept(replica, longestPromptTokens(workload));
