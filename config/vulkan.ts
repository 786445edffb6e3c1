import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * How to start Node so that Dawn finds a Vulkan driver. Where `ROOFRACK_LAVAPIPE` names a folder prepared by
 * scripts/install-lavapipe.sh, that software driver is used, with the C library it was built for: hence the loader
 * in front of the real binary of Node. Elsewhere Node starts as it is, with whatever GPU drivers the system has.
 */
export interface NodeStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Names the driver that was chosen; null leaves it to the system. */
  readonly lavapipe: string | null;
}

/** `node_modules/.bin/node` is a wrapper; the loader needs the program itself. */
const nodeProgram = (): string => {
  try {
    const program = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin/node');
    if (existsSync(program)) return program;
  } catch {
    // The package is a development dependency; without it the running Node serves as well.
  }
  return process.execPath;
};

export const nodeWithVulkan = (): NodeStart => {
  const root = process.env['ROOFRACK_LAVAPIPE'];
  const driver = root === undefined ? '' : join(root, 'usr/share/vulkan/icd.d/lvp_icd.json');
  if (root === undefined || process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(driver)) {
    return { command: nodeProgram(), args: [], env: process.env, lavapipe: null };
  }
  const libraries = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'].map((path) => join(root, path)).join(':');
  return {
    command: join(root, 'lib64/ld-linux-x86-64.so.2'),
    args: ['--library-path', libraries, nodeProgram()],
    env: { ...process.env, VK_DRIVER_FILES: driver },
    lavapipe: root,
  };
};
