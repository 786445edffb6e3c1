import type { Result } from '../base/result.ts';
import type { Tuning } from '../records/measurement.ts';
import { candidates, chooseVariant, shapeClass, type ShapeClass } from './kernels/choose.ts';
import type { MatmulProblem } from './kernels/matmul-program.ts';
import type { MatmulVariant } from './kernels/variants.ts';
import { CASE_TIMEOUT_MS, report, sinceLastEnd, untilSeen, type Run } from './run.ts';
import { kernelBySearch, lostBefore, tuneClass, tuningKey } from './tune/tuned.ts';

/** Time for the search of one class of shapes: a compiler for a CPU takes a second for each of some ten candidates. */
export const TUNE_BUDGET_MS = { quick: 4500, full: 12_000, custom: 10_000 } as const;

const SHAPE_WORDS: Readonly<Record<ShapeClass, string>> = {
  gemv: 'a vector times a matrix',
  'gemv-nt': 'a vector times a transposed matrix',
  'thin-2': 'two rows times a matrix',
  'thin-4': 'up to four rows times a matrix',
  'thin-8': 'up to eight rows times a matrix',
  'thin-16': 'up to sixteen rows times a matrix',
  'thin-nt': 'few rows times a transposed matrix',
  deep: 'deep products',
  small: 'small products',
  large: 'large products',
};

/** What decides whether a search is made. */
type Circumstances = Pick<Run, 'request' | 'env' | 'adapter' | 'tuning'>;

const isNamed = ({ request, adapter }: Circumstances, problem: MatmulProblem): boolean =>
  request.kernel !== 'auto' || candidates(problem, adapter).length === 0;

const keyOf = ({ adapter, env }: Circumstances, problem: MatmulProblem): string =>
  tuningKey(adapter, env.browser ?? env.host, problem.dtype, shapeClass(problem));

/** The class of shapes whose fastest kernel is searched for before the problem is run; null where it is known or named. */
export const searchAhead = (run: Circumstances, problem: MatmulProblem): ShapeClass | null => {
  if (isNamed(run, problem)) return null;
  const key = keyOf(run, problem);
  const isKnown = run.tuning.some((tuning) => tuning.key === key) || reuse(run, key) !== null;
  return isKnown ? null : shapeClass(problem);
};

/**
 * The kernel for a problem: the one asked for, else by the search of its class: found earlier in this run, else in another
 * run of the same adapter, program and kernels, else searched for now. An error says why nothing can run it here.
 */
export const kernelFor = async (run: Run, problem: MatmulProblem): Promise<Result<MatmulVariant, string>> => {
  const { request, env, adapter } = run;
  if (isNamed(run, problem)) return chooseVariant(request.kernel, problem, adapter);
  const key = keyOf(run, problem);
  let known = run.tuning.find((tuning) => tuning.key === key);
  if (known === undefined) {
    known = reuse(run, key) ?? (await search(run, problem, key));
    run.tuning.push(known);
    run.timeLeft.searched({ ...known, dtype: problem.dtype }, known.reused ? null : sinceLastEnd(run));
    env.onTuning(known);
  }
  return kernelBySearch(known, problem, adapter);
};

const earlierSearches = ({ tuning, request }: Circumstances): readonly Tuning[] => [
  ...tuning,
  ...(request.tuned ?? []),
  ...(request.resume?.tuning ?? []),
];

const reuse = (run: Circumstances, key: string): Tuning | null => {
  const found = run.request.tuned?.find((tuning) => tuning.key === key && tuning.winner !== null);
  return found === undefined ? null : { ...found, reused: true };
};

const search = async (run: Run, problem: MatmulProblem, key: string): Promise<Tuning> => {
  const { request, env, adapter } = run;
  const shapes = shapeClass(problem);
  await untilSeen(run);
  const found = await tuneClass(
    adapter,
    key,
    problem.dtype,
    shapes,
    lostBefore(earlierSearches(run), key),
    env.createdAt,
    {
      owner: env.owner,
      now: env.now,
      signal: env.signal,
      onBeat: env.onBeat,
      onCandidate: (done, total) => {
        report(
          run,
          'tune',
          `Looking for the fastest kernel for ${SHAPE_WORDS[shapes]}: ${String(done + 1)} of ${String(total)}`,
        );
      },
      seed: request.seed,
      budgetMs: TUNE_BUDGET_MS[request.suite],
      caseTimeoutMs: CASE_TIMEOUT_MS,
    },
  );
  // A search that lost its device for good has not seen all candidates: its log counts, its winner does not.
  const winner = env.owner.state().spent ? null : found.winner;
  return { ...found, winner };
};
