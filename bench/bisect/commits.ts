import { execFileSync } from 'node:child_process';
import { APP } from '../../config/fresh-build.ts';
import { err, ok, problem, type Problem, type Result } from '../../src/base/result.ts';

export interface CommitRange {
  readonly good: string;
  readonly bad: string;
  /** After the good one, up to the last that changes what is built; the oldest first. */
  readonly commits: readonly string[];
  /** Commits between, whether or not they change what is built. */
  readonly between: number;
}

const git = (repository: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

const hashOf = (repository: string, option: string, ref: string): Result<string, Problem> => {
  try {
    // A ref that begins with a dash would be taken for an option.
    if (!ref.startsWith('-')) return ok(git(repository, 'rev-parse', '--verify', '--quiet', `${ref}^{commit}`));
  } catch {
    // Said below.
  }
  return err(problem(option, `--${option}: ${ref} is no commit known here; name a branch, a tag or a hash.`));
};

/** The commits that a search is over: along the first parents, and only those that change what the page is built from. */
export const commitRange = (repository: string, goodRef: string, badRef: string): Result<CommitRange, Problem[]> => {
  const [good, bad] = [hashOf(repository, 'good', goodRef), hashOf(repository, 'bad', badRef)];
  if (!good.ok || !bad.ok) return err([...(good.ok ? [] : [good.error]), ...(bad.ok ? [] : [bad.error])]);
  const range = `${good.value}..${bad.value}`;
  const between = lines(git(repository, 'rev-list', '--first-parent', '--reverse', range));
  const isAncestor = git(repository, 'merge-base', good.value, bad.value) === good.value;
  if (!isAncestor || between.length === 0)
    return err([
      problem('good', `--good: ${goodRef} does not come before ${badRef}; give an older commit of the same line.`),
    ]);
  const commits = lines(
    git(
      repository,
      'rev-list',
      '--first-parent',
      '--reverse',
      range,
      '--',
      ...APP.inputs.map((path) => `:(top)${path}`),
    ),
  );
  if (commits.length === 0)
    return err([
      problem('bad', `--bad: no commit after ${goodRef} changes what the page is built from: the builds are the same.`),
    ]);
  return ok({ good: good.value, bad: bad.value, commits, between: between.length });
};

/** `1a2b3c4d5e Subject of the commit`. */
export const commitText = (repository: string, commit: string): string =>
  git(repository, 'show', '--no-patch', '--format=%h %s', '--abbrev=10', commit);
