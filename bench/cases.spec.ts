import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { root } from '../config/root.ts';

/**
 * Every case of a comparison as a test of its own, so that `--shard`, blob reports, retries and JUnit are Playwright's. What is compared
 * stands in the environment: ROOFRACK_BASE and ROOFRACK_HEAD, and if wished ROOFRACK_HOST, ROOFRACK_CASES, ROOFRACK_BUDGET (seconds per
 * case) and ROOFRACK_UNDECIDED=fail, where nightly runs take no “perhaps”.
 */
const { ROOFRACK_BASE, ROOFRACK_HEAD, ROOFRACK_HOST, ROOFRACK_CASES, ROOFRACK_BUDGET, ROOFRACK_UNDECIDED } =
  process.env;
const given = (option: string, value: string | undefined): string[] => (value === undefined ? [] : [option, value]);
const command = ['scripts/roofrack.ts', 'bench', 'compare'];

const ids = execFileSync(process.execPath, [...command, '--list', ...given('--cases', ROOFRACK_CASES)], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n');

const MEANING: Readonly<Record<number, string>> = {
  0: 'unchanged or improved',
  1: 'regressed',
  2: 'not understood',
  3: 'undecided',
  4: 'invalid: the run proves nothing',
};

for (const [index, id] of ids.entries()) {
  test(id, async ({}, testInfo) => {
    test.skip(
      ROOFRACK_BASE === undefined || ROOFRACK_HEAD === undefined,
      'ROOFRACK_BASE and ROOFRACK_HEAD name what is compared',
    );
    const out = testInfo.outputPath('comparison.json');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        ...command,
        ...given('--base', ROOFRACK_BASE),
        ...given('--head', ROOFRACK_HEAD),
        ...given('--host', ROOFRACK_HOST),
        ...given('--budget', ROOFRACK_BUDGET),
        // A case is a shard of its own, so that it is judged as one of all of them.
        ...given('--cases', ROOFRACK_CASES),
        ...['--shard', `${String(index + 1)}/${String(ids.length)}`, '--no-roofs', '--out', out],
      ],
      { cwd: root, encoding: 'utf8' },
    );
    // Where no browser can be had there is nothing to attach, and the verdict says why.
    if (existsSync(out)) await testInfo.attach('comparison', { path: out, contentType: 'application/json' });
    await testInfo.attach('verdict', { body: `${stdout}${stderr}`, contentType: 'text/plain' });
    test.skip(status === 3 && ROOFRACK_UNDECIDED !== 'fail', `undecided: ${stdout}`);
    expect(MEANING[status ?? -1] ?? String(status), `${stdout}${stderr}`).toBe(MEANING[0]);
  });
}
