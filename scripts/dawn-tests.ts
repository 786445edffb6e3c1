import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { nodeWithVulkan } from '../config/vulkan.ts';

/** Runs the kernel tests under Dawn for Node; arguments are passed on to the test runner. */
const { command, args, env, lavapipe } = nodeWithVulkan();
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
console.log(
  lavapipe === null
    ? 'ROOFRACK_LAVAPIPE names no prepared driver: kernels run on what the system has, and are skipped where that is nothing.'
    : `Kernels run on the lavapipe in ${lavapipe}.`,
);
const { status, error } = spawnSync(command, [...args, vitest, 'run', '--project=dawn', ...process.argv.slice(2)], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env,
});
if (error) console.error(error.message);
process.exitCode = status ?? 1;
