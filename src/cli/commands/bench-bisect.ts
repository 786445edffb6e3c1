import { hostname, platform } from 'node:os';
import { changeText } from '../../base/format.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { parseBisection, serialiseBisection } from '../../exchange/bisection.ts';
import { BISECTION, type BisectionRecord } from '../../records/bisection.ts';
import { learnScatter } from '../../regression/scatter.ts';
import type { OpenedSide } from '../../../bench/compare/sides.ts';
import type { CaseToCompare } from '../../measure/comparison/cases.ts';
import type { Host } from '../../measure/comparison/host.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { openComparisonShelf } from '../comparison-shelf.ts';
import { readText, writeText } from '../files.ts';
import { EXIT, reportProblems, type ExitCode, type Io } from '../io.ts';
import { HOST_OPTIONS, loadBench, readCases, readHost, type Bench } from './bench-compare.ts';

/** Loaded on demand: no browser is needed to plan. */
const loadBisection = async () => {
  const [bench, { commitRange, commitText }, { runBisection }] = await Promise.all([
    loadBench(),
    import('../../../bench/bisect/commits.ts'),
    import('../../../bench/bisect/run.ts'),
  ]);
  return { ...bench, commitRange, commitText, runBisection };
};
type Bisection = Awaited<ReturnType<typeof loadBisection>>;

interface Request {
  readonly repository: string;
  readonly host: string;
  readonly compared: CaseToCompare;
  readonly commits: readonly string[];
  readonly between: number;
  readonly good: string;
  readonly bad: string;
  readonly seed: number;
  readonly mostSessions: number;
  readonly budgetSeconds: number | null;
  readonly resume: BisectionRecord | null;
}

const readRequest = (args: Arguments, tools: Bisection): Result<Request, Problem[]> => {
  const problems: Problem[] = [];
  const read = <T>(result: Result<T, Problem | Problem[]>): T | null => {
    if (result.ok) return result.value;
    problems.push(...[result.error].flat());
    return null;
  };
  const path = args.value('resume');
  const text = path === null ? null : read(readText(path));
  const resume = text === null ? null : read(parseBisection(text));
  const named = (option: 'good' | 'bad' | 'case'): string | null => {
    const value = args.value(option) ?? resume?.[option] ?? null;
    return (
      value ??
      read(
        err(
          problem(
            option,
            `--${option} is missing; ${option === 'case' ? 'name a case or a shape MxNxK' : 'name a commit'}.`,
          ),
        ),
      )
    );
  };
  const [good, bad, id] = [named('good'), named('bad'), named('case')];
  const repository = args.value('repository') ?? tools.root;
  const range = good === null || bad === null ? null : read(tools.commitRange(repository, good, bad));
  const cases = id === null ? null : read(readCases(id, tools, 'case'));
  if (cases !== null && cases.length !== 1)
    problems.push(problem('case', '--case names several cases; a search is for one of them.'));
  const host = read(readHost(args, tools));
  if (host === 'dawn') problems.push(problem('host', '--host dawn has no builds; a search needs a browser.'));
  const sessions = read(readNumber(args, 'sessions', { low: 7, high: 5000, whole: true, unit: 'sessions' }));
  const budget = read(readNumber(args, 'budget', { low: 1, high: 604_800, unit: 's' }));
  const seed = read(readNumber(args, 'seed', { low: 0, high: 2 ** 31 - 1, whole: true, unit: '' }));
  const compared = cases?.[0];
  if (resume !== null && range !== null && (resume.good !== range.good || resume.bad !== range.bad))
    problems.push(problem('resume', 'The search to resume is between other commits; leave --good and --bad out.'));
  if (problems.length > 0 || range === null || host === null || compared === undefined) return err(problems);
  return ok({
    repository,
    host,
    compared,
    ...range,
    seed: seed ?? resume?.seed ?? 1,
    mostSessions: sessions ?? 300,
    budgetSeconds: budget,
    resume,
  });
};

/** What is expected of sessions there: learnt from comparisons of that machine and browser, whatever their adapter. */
const expectedSd = ({ caseId }: Bench, compared: CaseToCompare, { browser, elsewhere }: Host): number => {
  const earlier = openComparisonShelf().read();
  const alike = earlier.find(
    (comparison) =>
      comparison.machine.name === (elsewhere?.name ?? hostname()) &&
      comparison.machine.platform === (elsewhere?.platform ?? platform()) &&
      comparison.browser.name === browser.name,
  );
  return learnScatter(earlier, alike === undefined ? null : { ...alike, id: '' }, caseId(compared)).sd;
};

const EXITS: Readonly<Record<string, ExitCode>> = { found: EXIT.done, 'not-slower': EXIT.no };

export const benchBisect: Command = {
  name: 'bench bisect',
  summary: 'Which commit slowed a case down, though sessions are noisy; stops as soon as it is sure.',
  operands: '--good REF --bad REF --case ID',
  mostPositionals: 0,
  options: {
    good: { value: 'REF', help: 'A commit at which the case was fast.' },
    bad: { value: 'REF', help: 'A later commit at which it is slow.' },
    case: { value: 'ID', help: 'The case, or a shape MxNxK.' },
    sessions: { value: 'N', help: 'At most so many sessions in all; 300 by default.' },
    budget: { value: 'SECONDS', help: 'Start no session after so long.' },
    resume: { value: 'F', help: 'Go on with a search that broke off.' },
    repository: { value: 'DIR', help: 'The repository that has the commits; this one by default.' },
    ...HOST_OPTIONS,
    seed: { value: 'N', help: 'Draws orders and operands; 1 by default.' },
    out: {
      value: 'F',
      file: 'write',
      help: 'Write the search, with all its sessions, to a file; after every session.',
    },
    json: { help: 'Print what was found as JSON.' },
  },
  async run(args, io) {
    const tools = await loadBisection();
    const request = readRequest(args, tools);
    if (!request.ok) return reportProblems(io, request.error);
    return search(request.value, args, io, tools);
  },
};

const search = async (request: Request, args: Arguments, io: Io, tools: Bisection): Promise<ExitCode> => {
  const { repository, compared, commits, between, good, bad, seed, resume } = request;
  const log = (text: string): void => {
    io.log(text.trimEnd());
  };
  log(
    `${String(commits.length)} of ${String(between)} commits after ${tools.commitText(repository, good)} change what is built.`,
  );
  const host = await tools.openHost(request.host, { headed: args.has('headed') });
  if (!host.ok) {
    io.log(host.error.message);
    return EXIT.invalid;
  }
  const sides = new Map<string, OpenedSide>();
  const openCommit = async (commit: string): Promise<Result<OpenedSide, Problem>> => {
    const known = sides.get(commit);
    if (known !== undefined) return ok(known);
    const opened = await tools.openSide({ name: commit, kind: 'git', sha: commit }, repository, log);
    if (opened.ok) sides.set(commit, opened.value);
    return opened;
  };
  const out = args.value('out');
  const write = (record: BisectionRecord): Result<null, Problem[]> =>
    out === null ? ok(null) : writeText(out, serialiseBisection(record));
  try {
    const ended = await tools.runBisection({
      record: resume ?? {
        format: BISECTION.format,
        version: BISECTION.version,
        case: tools.caseId(compared),
        good,
        bad,
        seed,
        expectedSd: expectedSd(tools, compared, host.value),
        sessions: [],
        skipped: [],
      },
      compared,
      commits,
      horizon: compared.horizon,
      mostSessions: request.mostSessions,
      budgetSeconds: request.budgetSeconds,
      host: host.value,
      openCommit,
      nameOf: (commit) => commit.slice(0, 10),
      log,
      signal: io.signal,
      onSession: (record) => void write(record),
    });
    if (!ended.ok) {
      io.log(ended.error.message);
      return EXIT.invalid;
    }
    const { record, state } = ended.value;
    const written = write(record);
    if (!written.ok) reportProblems(io, written.error);
    const suspects = state.suspects.map((commit) => ({ commit, text: tools.commitText(repository, commit) }));
    io.out(
      args.has('json')
        ? `${JSON.stringify({ ...record, phase: state.phase, suspects, probability: state.probability, ratio: state.ratio, built: sides.size }, null, 2)}\n`
        : bisectionText(state.phase, suspects, state, record, sides.size),
    );
    return written.ok ? (EXITS[state.phase] ?? EXIT.undecided) : EXIT.usage;
  } finally {
    await host.value.close();
    for (const side of sides.values()) await side.close();
  }
};

const bisectionText = (
  phase: string,
  suspects: readonly { readonly text: string }[],
  { probability, ratio }: { readonly probability: number; readonly ratio: number },
  { sessions, skipped }: BisectionRecord,
  built: number,
): string => {
  const cost = `${String(sessions.length)} sessions, ${String(built)} builds`;
  if (phase === 'not-slower')
    return `The bad end is not slower than the good one (${cost}): there is nothing to find.\n`;
  const sure = `${(100 * probability).toFixed(0)} % sure, ${changeText(ratio)}; ${cost}`;
  const head =
    phase === 'found'
      ? suspects.length === 1
        ? `First slow commit (${sure}):`
        : `The first slow commit is one of these, of which only the last could be timed (${sure}):`
      : `Not decided; the likeliest so far (${sure}):`;
  const passed = skipped.length === 0 ? '' : `${String(skipped.length)} commits could not be timed.\n`;
  return `${head}\n${suspects.map(({ text }) => `  ${text}\n`).join('')}${passed}`;
};
