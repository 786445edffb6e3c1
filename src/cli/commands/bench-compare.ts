import { formatNumber } from '../../base/format.ts';
import { didYouMean } from '../../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { parseComparison, serialiseComparison } from '../../exchange/comparison.ts';
import { showText } from '../../exchange/show.ts';
import type { Judgement, JudgedCase, Outlook } from '../../../bench/compare/judge.ts';
import type { CaseToCompare } from '../../../bench/compare/cases.ts';
import type { CompareOptions } from '../../../bench/compare/run.ts';
import type { Comparison } from '../../records/comparison.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readText, writeText } from '../files.ts';
import { EXIT, reportProblems, type ExitCode } from '../io.ts';
import { textTable } from '../table.ts';

/** Loaded on demand: no browser is needed to plan. */
const loadBench = async () => {
  const [{ CASES, caseId }, { judgeComparison, outlookOf }, { compare }, { readSide }, { root }] = await Promise.all([
    import('../../../bench/compare/cases.ts'),
    import('../../../bench/compare/judge.ts'),
    import('../../../bench/compare/run.ts'),
    import('../../../bench/compare/sides.ts'),
    import('../../../bench/root.ts'),
  ]);
  return { CASES, caseId, judgeComparison, outlookOf, compare, readSide, root };
};
type Bench = Awaited<ReturnType<typeof loadBench>>;

const readCases = (text: string | null, { CASES, caseId }: Bench): Result<readonly CaseToCompare[], Problem[]> => {
  if (text === null) return ok(CASES);
  const known = CASES.map(caseId);
  const problems: Problem[] = [];
  const cases = text.split(',').flatMap((part) => {
    const wanted = part.trim();
    const shape = /^(\d{1,5})x(\d{1,5})x(\d{1,5})$/.exec(wanted);
    if (shape !== null) {
      const [m, n, k] = shape.slice(1).map(Number);
      if (m > 0 && n > 0 && k > 0) return [{ ...CASES[0], shape: { m, n, k }, kernel: 'auto' }];
    }
    const found = CASES.filter((candidate) => caseId(candidate) === wanted);
    if (found.length === 0) {
      const message = `--cases has ${showText(wanted) || 'an empty part'}; give a shape MxNxK or one of the cases: ${didYouMean(wanted, known)}`;
      problems.push(problem('cases', message));
    }
    return found;
  });
  return problems.length > 0 ? err(problems) : ok(cases);
};

const percent = (ratio: number): string => `${ratio >= 1 ? '+' : ''}${formatNumber(100 * (ratio - 1), 3)} %`;
const range = (interval: readonly [number, number] | null): string =>
  interval === null ? 'not bounded yet' : `${percent(interval[0])} to ${percent(interval[1])}`;

const remark = (judged: JudgedCase, outlook: Outlook): string => {
  if (judged.failure !== null) return judged.failure;
  if (judged.quarantine !== null) return `in quarantine: ${judged.quarantine}`;
  const visible = outlook.smallestVisible === null ? 'nothing below a doubling' : percent(1 + outlook.smallestVisible);
  const modes = judged.modes > 1 ? `; ${String(judged.modes)} modes` : '';
  if (judged.verdict === 'unchanged') return `would have seen ${visible}${modes}`;
  if (judged.verdict !== 'undecided') return judged.differences.join(', ') + modes;
  const toGo =
    outlook.sessionsToGo === null ? 'more than 200 sessions' : `about ${String(outlook.sessionsToGo)} sessions`;
  return `needs ${toGo} more; would have seen ${visible}${modes}`;
};

const report = (
  { cases, control, worst }: Judgement,
  { base, head }: Comparison,
  outlooks: readonly Outlook[],
): string =>
  [
    `${worst}: ${head.asked} against ${base.asked}\n`,
    textTable(
      [
        ['case', 'kernel', 'time', '95 % interval', 'horizon', 'sessions', 'verdict', ''],
        ...cases.map((judged, i) => [
          judged.id,
          judged.kernels.base === judged.kernels.head
            ? judged.kernels.head
            : `${judged.kernels.base} → ${judged.kernels.head}`,
          judged.medianRatio === null ? '–' : percent(judged.medianRatio),
          range(judged.ci95),
          `±${formatNumber(100 * judged.horizon, 2)} %`,
          String(judged.sessions),
          judged.verdict,
          remark(judged, outlooks[i]),
        ]),
      ],
      [2, 5],
    ),
    `A/A ${control.equal.verdict} (${range(control.equal.ci95)}); a planted ${percent(1 + control.slowed.planted)} ${control.slowed.seen ? 'was seen' : 'was not seen'} as ${control.slowed.medianRatio === null ? 'nothing' : percent(control.slowed.medianRatio)}; both took ${formatNumber(control.seconds, 2)} s\n`,
    ...(control.failure === null ? [] : [`This run proves nothing. ${control.failure}\n`]),
  ].join('');

const EXIT_OF: Readonly<Record<Judgement['worst'], ExitCode>> = {
  invalid: EXIT.invalid,
  failed: EXIT.invalid,
  regressed: EXIT.no,
  undecided: EXIT.undecided,
  unchanged: EXIT.done,
  improved: EXIT.done,
};

const readRequest = (
  args: Arguments,
  bench: Bench,
): Result<Omit<CompareOptions, 'log' | 'signal' | 'onSession'>, Problem[]> => {
  const problems: Problem[] = [];
  const side = (option: 'base' | 'head') => {
    const asked = args.value(option);
    const read =
      asked === null
        ? err(problem(option, `--${option} is missing; name a git ref, a built folder, an address or a kernel.`))
        : bench.readSide(asked, bench.root);
    if (!read.ok)
      problems.push(problem(option, asked === null ? read.error.message : `--${option}: ${read.error.message}`));
    return read.ok ? read.value : null;
  };
  const [base, head] = [side('base'), side('head')];
  if (base !== null && head !== null && (base.kind === 'kernel') !== (head.kind === 'kernel'))
    problems.push(problem('head', '--base and --head must both be kernels, or both be builds.'));
  const sessions = readNumber(args, 'sessions', { low: 7, high: 500, whole: true, unit: 'sessions' });
  const budget = readNumber(args, 'budget', { low: 1, high: 86_400, unit: 's' });
  const seed = readNumber(args, 'seed', { low: 0, high: 2 ** 31 - 1, whole: true, unit: '' });
  for (const read of [sessions, budget, seed]) if (!read.ok) problems.push(read.error);
  const cases = readCases(args.value('cases'), bench);
  if (!cases.ok) problems.push(...cases.error);
  const path = args.value('resume');
  let resume: Comparison | null = null;
  if (path !== null) {
    const text = readText(path);
    const parsed = text.ok ? parseComparison(text.value) : text;
    if (parsed.ok) resume = parsed.value;
    else problems.push(...parsed.error);
  }
  if (problems.length > 0 || base === null || head === null || !sessions.ok || !budget.ok || !seed.ok || !cases.ok)
    return err(problems);
  return ok({
    base,
    head,
    cases: cases.value,
    seed: seed.value ?? resume?.seed ?? 1,
    mostSessions: sessions.value ?? 60,
    budgetSeconds: budget.value,
    resume,
    headed: args.has('headed'),
  });
};

export const benchCompare: Command = {
  name: 'bench compare',
  summary: 'Whether one build or kernel is slower than another, in interleaved sessions of one browser.',
  operands: '--base X --head Y',
  mostPositionals: 0,
  options: {
    base: { value: 'X', help: 'What is compared with: a git ref, a built folder, an address or a kernel.' },
    head: { value: 'Y', help: 'What is compared: the same kind as the base.' },
    cases: { value: 'ID,…', help: 'Cases or shapes MxNxK; all of bench/compare/cases.ts by default.' },
    sessions: { value: 'N', help: 'At most so many sessions of each case; 60 by default, at least 7.' },
    budget: { value: 'SECONDS', help: 'Start no session after so long.' },
    'no-roofs': { help: 'Accepted for scripts: a comparison measures no roofs.' },
    resume: { value: 'F', help: 'Add to a comparison that broke off.' },
    headed: { help: 'Show the browser.' },
    seed: { value: 'N', help: 'Draws orders and operands; 1 by default.' },
    out: {
      value: 'F',
      file: 'write',
      help: 'Write the comparison, with all its pairs, to a file; after every session.',
    },
    json: { help: 'Print verdicts and pairs as JSON.' },
  },
  async run(args, io) {
    const bench = await loadBench();
    const request = readRequest(args, bench);
    if (!request.ok) return reportProblems(io, request.error);
    const out = args.value('out');
    const write = (comparison: Comparison): Result<null, Problem[]> =>
      out === null ? ok(null) : writeText(out, serialiseComparison(comparison));
    const compared = await bench.compare({
      ...request.value,
      log: (text) => {
        io.log(text.trimEnd());
      },
      signal: io.signal,
      onSession: (comparison) => void write(comparison),
    });
    if (!compared.ok) {
      io.log(compared.error.message);
      return EXIT.invalid;
    }
    const judgement = bench.judgeComparison(compared.value);
    const outlooks = judgement.cases.map((judged) => bench.outlookOf(judged, judgement.cases.length));
    const written = write(compared.value);
    if (!written.ok) reportProblems(io, written.error);
    io.out(
      args.has('json') || !written.ok
        ? `${JSON.stringify({ ...compared.value, ...withVerdicts(judgement, compared.value, outlooks) }, null, 2)}\n`
        : report(judgement, compared.value, outlooks),
    );
    return written.ok ? EXIT_OF[judgement.worst] : EXIT.usage;
  },
};

/** The record with its verdicts beside the pairs that they come from. */
const withVerdicts = ({ cases, control, worst }: Judgement, comparison: Comparison, outlooks: readonly Outlook[]) => ({
  worst,
  aa: control.equal,
  planted: control.slowed,
  controlSeconds: control.seconds,
  controlFailure: control.failure,
  cases: comparison.cases.map((compared, i) => ({
    ...compared,
    ...cases[i],
    ...outlooks[i],
    sessions: compared.sessions,
  })),
});
