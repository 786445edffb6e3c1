import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { err, ok, problem, type Problem, type Result } from '../../src/base/result.ts';
import type { BuiltSide } from '../../src/measure/comparison/compare.ts';
import { findVariant } from '../../src/measure/kernels/variants.ts';
import type { ComparedSide } from '../../src/records/comparison.ts';
import { serveApp, serveFolder, type AppServer } from '../../config/serve-app.ts';
import { root } from '../../config/root.ts';

/** One side of a comparison, ready to be opened in a page. */
export interface OpenedSide extends BuiltSide {
  readonly side: ComparedSide;
  close(): Promise<void>;
}

const PAGE = 'bench.html';

const git = (repository: string, ...args: string[]): string | null => {
  try {
    return execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
};

/** What was asked for: a kernel's id, an address, a folder with a built page, or else whatever git knows by that name. */
export const readSide = (name: string, repository: string): Result<ComparedSide, Problem> => {
  if (findVariant(name) !== undefined) return ok({ name, kind: 'kernel', sha: null });
  if (/^https?:\/\//.test(name)) return ok({ name, kind: 'url', sha: null });
  if (existsSync(name) && statSync(name).isDirectory()) {
    if (existsSync(join(name, PAGE))) return ok({ name, kind: 'folder', sha: null });
    return err(
      problem('side', `${name} is a folder without ${PAGE}; name a built page, such as dist/ after npm run build.`),
    );
  }
  // A ref that begins with a dash would be taken for an option.
  const sha = name.startsWith('-') ? null : git(repository, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  if (sha !== null) return ok({ name, kind: 'git', sha });
  return err(
    problem(
      'side',
      `${name} is no kernel, address, folder or git ref known here; name one of these, for example HEAD~1.`,
    ),
  );
};

/** Bytes that a visitor of a built page loads at most. */
const bundleBytesOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(js|css)$/.test(entry.name))
    .reduce((sum, { parentPath, name }) => sum + gzipSync(readFileSync(join(parentPath, name))).byteLength, 0);

/** The page of a commit, built once and kept by its hash. Its packages are those of this checkout. */
export const buildCommit = (sha: string, repository: string, log: (text: string) => void): string => {
  const folder = join(root, '.cache/compare', sha);
  const built = join(folder, 'dist');
  if (existsSync(join(built, PAGE))) return built;
  log(`Building ${sha.slice(0, 10)} …\n`);
  mkdirSync(folder, { recursive: true });
  const tree = join(folder, 'tree');
  rmSync(tree, { recursive: true, force: true });
  execFileSync('git', ['worktree', 'prune'], { cwd: repository, stdio: 'ignore' });
  execFileSync('git', ['worktree', 'add', '--detach', '--force', tree, sha], { cwd: repository, stdio: 'ignore' });
  try {
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel=error', '--outDir', built, '--emptyOutDir'],
      { cwd: tree, stdio: ['ignore', 'ignore', 'pipe'] },
    );
  } finally {
    execFileSync('git', ['worktree', 'remove', '--force', tree], { cwd: repository, stdio: 'ignore' });
  }
  return built;
};

const refusedBuild = (sha: string, cause: unknown): Problem => {
  const lines =
    (cause as { stderr?: Buffer }).stderr?.toString().trim().split('\n').slice(-3).join(' ') ?? String(cause);
  return problem('side', `${sha.slice(0, 10)} cannot be built: ${lines}`);
};

/** Serves a side with the headers of a deployment, so that both sides have the same clock. Commits are those of the repository. */
export const openSide = async (
  side: ComparedSide,
  repository: string,
  log: (text: string) => void,
): Promise<Result<OpenedSide, Problem>> => {
  const opened = (server: AppServer, kernel: string | null, folder: string | null): Result<OpenedSide, Problem> =>
    ok({
      side,
      url: server.url,
      kernel,
      bundleBytes: folder === null ? null : bundleBytesOf(folder),
      close: () => server.close(),
    });
  const folderSide = async (folder: string) => opened(await serveFolder(folder), null, folder);
  switch (side.kind) {
    case 'kernel':
      return opened(await serveApp(root, { port: 0, log }), side.name, null);
    case 'url': {
      const url = side.name.endsWith('/') ? side.name : `${side.name}/`;
      return ok({ side, url, kernel: null, bundleBytes: null, close: () => Promise.resolve() });
    }
    case 'folder':
      return await folderSide(resolve(side.name));
    case 'git': {
      const { sha } = side;
      if (sha === null) throw new Error('A git side has a hash.');
      try {
        return await folderSide(buildCommit(sha, repository, log));
      } catch (cause) {
        return err(refusedBuild(sha, cause));
      }
    }
  }
};
