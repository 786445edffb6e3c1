import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { formatCount } from '../src/base/format.ts';
import { COMMAND_LINE, ensureBuilt } from '../config/fresh-build.ts';
import { root } from '../config/root.ts';
import type { Plan } from '../src/records/plan.ts';
import { accessibilityFaults, expect, openPage, test } from './fixtures.ts';

test('own or rent, and what would change your mind: four interactions', async ({ page }) => {
  await test.step('1: open the Plan page', () => openPage(page, '#/plan'));
  await test.step('2: its section', () => page.getByRole('heading', { name: 'Own or rent' }).click());
  const answer = page.locator('rr-own-or-rent');
  const verdict = answer.locator('p.verdict');
  await expect(verdict).toContainText('of what may happen');
  const inputs = answer.getByRole('group', { name: 'What would change your mind' });
  await expect(inputs.getByRole('rowheader')).not.toHaveCount(0);
  const before = await verdict.innerText();
  const rent = answer.getByRole('textbox', { name: 'Rent', exact: true });
  await test.step('3: another rent', () => rent.fill('0.5'));
  await expect(verdict).not.toHaveText(before);
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('the page draws the numbers that the command line draws', async ({ page }) => {
  const outDir = await ensureBuilt(root, COMMAND_LINE, () => undefined);
  const printed = execFileSync(
    process.execPath,
    [join(outDir, 'roofrack.js'), 'plan', '--preset', 'chatgpt-2023-physical', '--json'],
    { encoding: 'utf8' },
  );
  const { uncertainty } = JSON.parse(printed) as Plan;
  await openPage(page, '#/plan?show=sure');
  const draws = page.locator('rr-draws');
  await draws.scrollIntoViewIfNeeded();
  const servers = draws.getByRole('row', { name: /^Servers/ }).getByRole('cell');
  const { p5, p50, p95 } = uncertainty?.['fleet.servers'] ?? {};
  for (const [index, value] of [p5, p50, p95].entries()) {
    await expect(servers.nth(index)).toHaveText(formatCount(value ?? NaN));
  }
});
