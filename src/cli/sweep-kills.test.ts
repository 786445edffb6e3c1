import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMAND_LINE, ensureBuilt } from '../../config/fresh-build.ts';
import { createRandom } from '../base/random.ts';
import { killedRound, runToEnd, undisturbed } from './testing/killed-parts.ts';
import { temporaryFolder } from './testing/run-cli.ts';

const root = join(import.meta.dirname, '../..');
const ROUNDS = 3;

test('parts of which 30 % were killed merge to the same bytes, once the missing ones are run again', async () => {
  const script = join(await ensureBuilt(root, COMMAND_LINE, () => undefined), 'roofrack.js');
  const { path } = temporaryFolder();
  const expected = undisturbed(path, script);
  const random = createRandom(16);
  let kills = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const folder = join(path, String(round));
    mkdirSync(folder);
    const outcome = await killedRound({
      folder,
      script,
      engine: 'local',
      shards: 16,
      killed: 0.3,
      lastMs: 300,
      random,
      run: async (file) => {
        await runToEnd('sh', [file]);
      },
    });
    expect(outcome.sha256).toBe(expected);
    kills += outcome.kills;
  }
  expect(kills).toBeGreaterThan(0);
}, 600_000);
