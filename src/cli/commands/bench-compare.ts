import { cpus, hostname, loadavg, platform } from 'node:os';
import { didYouMean } from '../../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { parseComparison, serialiseComparison } from '../../exchange/comparison.ts';
import { showText } from '../../exchange/show.ts';
import type { CaseToCompare } from '../../measure/comparison/cases.ts';
import type { CompareOptions, CompareStage } from '../../measure/comparison/compare.ts';
import type { ComparedSide, Comparison } from '../../records/comparison.ts';
import { judgeComparison } from '../../regression/judge.ts';
import { learnScatter, learnSeconds } from '../../regression/scatter.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { comparisonText, EXIT_OF, outlooksOf, withVerdicts } from '../comparison-report.ts';
import { openComparisonShelf } from '../comparison-shelf.ts';
import { readText, writeText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';

/** Loaded on demand: no browser is needed to plan. */
export const loadBench = async () => {
  const [
    { CASES, caseId, caseOfText, casesOf },
    { compare },
    { readSide, openSide },
    { HOST_NAMES, isHost, openHost },
    { root },
  ] = await Promise.all([
    import('../../measure/comparison/cases.ts'),
    import('../../measure/comparison/compare.ts'),
    import('../../../bench/compare/sides.ts'),
    import('../../../bench/compare/hosts.ts'),
    import('../../../config/root.ts'),
  ]);
  return { CASES, caseId, caseOfText, casesOf, compare, readSide, openSide, HOST_NAMES, isHost, openHost, root };
};
export type Bench = Awaited<ReturnType<typeof loadBench>>;

/** Cases by their id or as a shape MxNxK, whichever is asked for. */
export const readCases = (
  text: string | null,
  { CASES, caseId, caseOfText }: Bench,
  option = 'cases',
): Result<readonly CaseToCompare[], Problem[]> => {
  if (text === null) return ok(CASES);
  const known = CASES.map(caseId);
  const problems: Problem[] = [];
  const cases = text.split(',').flatMap((part) => {
    const wanted = part.trim();
    const found = CASES.find((candidate) => caseId(candidate) === wanted) ?? caseOfText(wanted);
    if (found !== null) return [found];
    const message = `--${option} has ${showText(wanted) || 'an empty part'}; give a shape MxNxK, an id such as matmul:m=64;n=64;k=64;dtype=f32;kernel=naive, or one of the cases: ${didYouMean(wanted, known)}`;
    problems.push(problem(option, message));
    return [];
  });
  return problems.length > 0 ? err(problems) : ok(cases);
};

export const readHost = (args: Arguments, { HOST_NAMES, isHost }: Bench): Result<string, Problem> => {
  const hostName = args.value('host') ?? 'chromium';
  if (isHost(hostName)) return ok(hostName);
  const message = `--host is ${showText(hostName) || 'empty'}; it must be one of ${HOST_NAMES.join(', ')}, or the address ws://… of a browser server.`;
  return err(problem('host', message));
};

interface Request {
  readonly host: string;
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  readonly options: Omit<CompareOptions, 'log' | 'signal' | 'onSession' | 'earlier'>;
}

/** `--shard 2/3`: every third case from the second on. */
const readShard = (args: Arguments): Result<{ readonly index: number; readonly count: number }, Problem> => {
  const text = args.value('shard') ?? '1/1';
  const [index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).slice(1).map(Number);
  if (index >= 1 && index <= count) return ok({ index, count });
  const message = `--shard is ${showText(text) || 'empty'}; it must be I/N with I from 1 to N, for example 1/2.`;
  return err(problem('shard', message));
};

const readResumed = (path: string | null): Result<Comparison | null, Problem[]> => {
  if (path === null) return ok(null);
  const text = readText(path);
  return text.ok ? parseComparison(text.value) : text;
};

const readRequest = (args: Arguments, bench: Bench): Result<Request, Problem[]> => {
  const problems: Problem[] = [];
  const read = <T>(result: Result<T, Problem | Problem[]>): T | null => {
    if (result.ok) return result.value;
    problems.push(...[result.error].flat());
    return null;
  };
  const resume = read(readResumed(args.value('resume')));
  const side = (option: 'base' | 'head'): ComparedSide | null => {
    const named = args.value(option);
    // A ref may have moved since: what is taken up again is the commit that was timed.
    if (named === null && resume?.[option].kind === 'git') return resume[option];
    const sideName = named ?? resume?.[option].name ?? null;
    if (sideName === null)
      return read(
        err(problem(option, `--${option} is missing; name a git ref, a built folder, an address or a kernel.`)),
      );
    const found = bench.readSide(sideName, bench.root);
    return found.ok ? found.value : read(err(problem(option, `--${option}: ${found.error.message}`)));
  };
  const [base, head, host] = [side('base'), side('head'), read(readHost(args, bench))];
  if (base !== null && head !== null && (base.kind === 'kernel') !== (head.kind === 'kernel'))
    problems.push(problem('head', '--base and --head must both be kernels, or both be builds.'));
  if (host === 'dawn' && base !== null && base.kind !== 'kernel')
    problems.push(problem('host', '--host dawn compares kernels of this checkout; builds are compared in a browser.'));
  const sessions = read(readNumber(args, 'sessions', { low: 7, high: 500, whole: true, unit: 'sessions' }));
  const budget = read(readNumber(args, 'budget', { low: 1, high: 86_400, unit: 's' }));
  const seed = read(readNumber(args, 'seed', { low: 0, high: 2 ** 31 - 1, whole: true, unit: '' }));
  const chosenCases = read(readCases(args.value('cases'), bench));
  const shard = read(readShard(args));
  if (problems.length > 0 || base === null || head === null || host === null || chosenCases === null || shard === null)
    return err(problems);
  // A comparison that is taken up again has its own cases, unless others are asked for.
  const all = args.has('cases') || resume === null ? chosenCases : bench.casesOf(resume.cases);
  const cases = all.filter((_, i) => i % shard.count === shard.index - 1);
  if (cases.length === 0) {
    const message = `--shard ${String(shard.index)}/${String(shard.count)} has no case; there are ${String(all.length)}.`;
    return err([problem('shard', message)]);
  }
  return ok({
    host,
    base,
    head,
    options: {
      base,
      head,
      cases,
      family: all.length,
      seed: seed ?? resume?.seed ?? 1,
      mostSessions: sessions ?? 60,
      budgetSeconds: budget,
      roofs: !args.has('no-roofs'),
      resume,
    },
  });
};

/** Windows has no load averages, and would say that it is idle. */
const loadHere = (): number[] => (platform() === 'win32' ? [] : loadavg());

/** Opens host and sides for `use`, and closes whatever was opened. */
export const onStage = async <T>(
  bench: Bench,
  { host: hostName, base, head, headed }: Pick<Request, 'host' | 'base' | 'head'> & { readonly headed: boolean },
  log: (text: string) => void,
  use: (stage: CompareStage) => Promise<Result<T, Problem>>,
): Promise<Result<T, Problem>> => {
  const opened: { close(): Promise<void> }[] = [];
  const keep = <C extends { close(): Promise<void> }>(result: Result<C, Problem>): Result<C, Problem> => {
    if (result.ok) opened.push(result.value);
    return result;
  };
  try {
    const baseSide = keep(await bench.openSide(base, bench.root, log));
    if (!baseSide.ok) return baseSide;
    const headSide = keep(await bench.openSide(head, bench.root, log));
    if (!headSide.ok) return headSide;
    const host = keep(await bench.openHost(hostName, { headed }));
    if (!host.ok) return host;
    return await use({
      host: host.value,
      base: baseSide.value,
      head: headSide.value,
      machine: host.value.elsewhere ?? { name: hostname(), cores: cpus().length, platform: platform() },
      load: () => (host.value.elsewhere === null ? loadHere() : []),
    });
  } finally {
    for (const closable of opened.reverse()) await closable.close();
  }
};

export const HOST_OPTIONS = {
  host: {
    value: 'NAME',
    help: 'chromium, a channel such as chrome or msedge, firefox, dawn (kernels only) or ws://… of a browser server.',
  },
  headed: { help: 'Show the browser.' },
} as const;

export const benchCompare: Command = {
  name: 'bench compare',
  summary: 'Whether one build or kernel is slower than another, in interleaved sessions of one browser.',
  operands: '--base X --head Y',
  mostPositionals: 0,
  options: {
    base: { value: 'X', help: 'What is compared with: a git ref, a built folder, an address or a kernel.' },
    head: { value: 'Y', help: 'What is compared: the same kind as the base.' },
    cases: {
      value: 'ID,…',
      help: 'Cases by their ids, or shapes MxNxK; all of src/measure/comparison/cases.ts by default.',
    },
    sessions: { value: 'N', help: 'At most so many sessions of each case; 60 by default, at least 7.' },
    budget: { value: 'SECONDS', help: 'Start no session after so long.' },
    shard: { value: 'I/N', help: 'Only every Nth case from the Ith on; bench merge puts shards together.' },
    list: { help: 'Print the ids of the cases and end.' },
    'no-roofs': { help: 'Do not measure first what the machine reaches at most; a few seconds less.' },
    resume: { value: 'F', help: 'Add to a comparison that broke off.' },
    ...HOST_OPTIONS,
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
    if (args.has('list')) {
      const listed = readCases(args.value('cases'), bench);
      if (!listed.ok) return reportProblems(io, listed.error);
      io.out(listed.value.map((compared) => `${bench.caseId(compared)}\n`).join(''));
      return EXIT.done;
    }
    const request = readRequest(args, bench);
    if (!request.ok) return reportProblems(io, request.error);
    const log = (text: string): void => {
      io.log(text.trimEnd());
    };
    const out = args.value('out');
    const write = (comparison: Comparison): Result<null, Problem[]> =>
      out === null ? ok(null) : writeText(out, serialiseComparison(comparison));
    const shelf = openComparisonShelf();
    const earlier = shelf.read();
    const compared = await onStage(bench, { ...request.value, headed: args.has('headed') }, log, (stage) =>
      bench.compare(
        {
          ...request.value.options,
          earlier: {
            scatterOf: (now, id) => learnScatter(earlier, now, id),
            secondsOf: (now, id) => learnSeconds(earlier, now, id),
          },
          log,
          signal: io.signal,
          onSession: (comparison) => void write(comparison),
        },
        stage,
      ),
    );
    if (!compared.ok) {
      io.log(compared.error.message);
      return EXIT.invalid;
    }
    const judgement = judgeComparison(compared.value);
    const outlooks = outlooksOf(judgement, compared.value);
    const written = write(compared.value);
    if (!written.ok) reportProblems(io, written.error);
    const unkept = shelf.keep(compared.value);
    if (unkept !== null) io.log(`warning: ${unkept}`);
    io.out(
      args.has('json') || !written.ok
        ? `${JSON.stringify(withVerdicts(judgement, compared.value, outlooks), null, 2)}\n`
        : comparisonText(judgement, compared.value, outlooks),
    );
    return written.ok ? EXIT_OF[judgement.worst] : EXIT.usage;
  },
};
