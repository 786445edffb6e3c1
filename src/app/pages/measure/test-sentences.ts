import type { MeasuredCase } from '../../../records/measurement.ts';
import { caseText, KIND_WORDS } from '../../charts/case-words.ts';

/** What each kind of test measures, in one sentence. */
const KIND_SENTENCES: Record<Exclude<MeasuredCase['kind'], 'latency'>, string> = {
  fma: 'Chains of multiply-adds that never leave the registers: the most FLOP/s this adapter can do, the flat roof.',
  read: 'Every thread adds up its share of a large buffer: the fastest that memory can be read, the slanted roof.',
  write: 'Every thread fills its share of a large buffer: the fastest that memory can be written.',
  copy: 'Every thread copies its share of a large buffer: reading and writing at once, both counted.',
  'workgroup-memory':
    'Threads of a workgroup exchange values through its shared memory, as tiled kernels do all the time.',
  intensity: 'A kernel with a known number of FLOP for each byte: where the roofline really bends.',
  matmul:
    'A product of two matrices of random numbers, every element checked against a float64 result: the work of prefill and training.',
  replay: 'The products of one layer of a real model in sequence: the test of whether single kernels add up.',
};

const LATENCY_SENTENCES: Readonly<Record<string, string>> = {
  'latency:what=dispatch':
    'One of many empty dispatches in a single submit: what each further kernel of a program costs before it computes anything.',
  'latency:what=round-trip':
    'One empty dispatch from its submit until the browser says that the queue is done: the least time after which JavaScript can go on.',
  'latency:what=map':
    'One empty dispatch and a copy of its four bytes, from submit until JavaScript can read them: the least time for any answer from the GPU.',
};

export interface Test {
  readonly name: string;
  readonly sentence: string;
}

/** The tests among some cases, each named once, in the order of their first appearance. */
export const testsOf = (cases: readonly MeasuredCase[]): Test[] => {
  const tests = cases.map((measuredCase): Test =>
    measuredCase.kind === 'latency'
      ? {
          name: caseText(measuredCase),
          sentence: LATENCY_SENTENCES[measuredCase.id] ?? 'The time that passes before anything is computed.',
        }
      : { name: KIND_WORDS[measuredCase.kind], sentence: KIND_SENTENCES[measuredCase.kind] },
  );
  return [...new Map(tests.map((test) => [test.name, test])).values()];
};
