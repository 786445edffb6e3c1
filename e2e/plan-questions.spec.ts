import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { accessibilityFaults, expect, headline, openPage, test } from './fixtures.ts';
import { shoot } from './pictures.ts';
import { root } from '../config/root.ts';

interface CommandLinePlan {
  readonly fleet: { readonly servers: number; readonly racks: number };
}

/** The same question on the command line: page and command line must agree to the digit. */
const commandLinePlan = (...settings: readonly string[]): CommandLinePlan =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        join(root, 'scripts/roofrack.ts'),
        'plan',
        '--preset',
        'chatgpt-2023-physical',
        '--json',
        ...settings.flatMap((setting) => ['--set', setting]),
      ],
      { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 },
    ),
  ) as CommandLinePlan;

const count = (value: number): string => value.toLocaleString('en-US');

const sentence = (page: Page): Locator => page.locator('rr-scenario-sentence');

/** Chooses by what is typed: the field narrows its list. */
const pick = async (page: Page, field: string, typed: string): Promise<void> => {
  await sentence(page).getByRole('combobox', { name: field }).fill(typed);
  await sentence(page).getByRole('listbox').getByRole('option').first().click();
};

test('250 million queries per day of GPT-3 on DGX A100, from a cold start in five interactions', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Plan' }).click();
  await sentence(page).getByLabel('Queries per day').fill('250M');
  await pick(page, 'Model', 'gpt-3 175b');
  await pick(page, 'Server', 'dgx a100 640');
  await sentence(page).getByLabel('First token p99 in milliseconds').fill('1000');
  const { fleet } = commandLinePlan();
  await expect(headline(page, 'Servers')).toHaveText(count(fleet.servers));
  await expect(headline(page, 'Racks')).toHaveText(count(fleet.racks));
  await shoot(page, 'question-cold-start');
});

test('and on H100?', async ({ page }) => {
  await openPage(page, '#/plan');
  const { fleet } = commandLinePlan('hardware.server=dgx-h100');
  await pick(page, 'Server', 'dgx h100');
  await expect(headline(page, 'Servers')).toHaveText(count(fleet.servers));
  await shoot(page, 'question-h100');
});

test('what do ten racks serve? no more than ten racks', async ({ page }) => {
  await openPage(page, '#/plan');
  await page.getByRole('heading', { name: 'What a budget serves' }).click();
  const budget = page.locator('rr-budget');
  await budget.getByLabel('Budget', { exact: true }).fill('10');
  const answer = budget.getByText(/[\d,]+ queries per day/).first();
  await expect(answer).toBeVisible();
  const queries = /([\d,]+) queries per day/.exec(await answer.innerText())?.[1];
  await shoot(page, 'question-ten-racks', budget);
  await sentence(page)
    .getByLabel('Queries per day')
    .fill(queries ?? '');
  await expect(headline(page, 'Racks')).toHaveText('10');
});

test('why that many servers? through the drawer to a source', async ({ page }) => {
  await openPage(page, '#/plan');
  await headline(page, 'Servers').getByRole('link').click();
  const drawer = page.getByRole('complementary', { name: 'Ledger' });
  const opened = drawer.locator('details.target');
  await expect(opened).toHaveAttribute('data-line', 'fleet.servers');
  const seen = new Set<string>();
  await test.step('each step is a link in the formula, until a line that was given', async () => {
    for (;;) {
      const line = (await opened.getAttribute('data-line')) ?? '';
      expect(seen, `the way to ${line} does not go in circles`).not.toContain(line);
      seen.add(line);
      const inputs = opened.locator('dd.formula').nth(1).getByRole('link');
      if ((await inputs.count()) === 0) break;
      await inputs.first().click();
      await expect(opened).not.toHaveAttribute('data-line', line);
    }
  });
  expect(seen.size).toBeGreaterThan(2);
  await expect(opened.getByText('Source', { exact: true })).toBeVisible();
  expect(await opened.getByRole('definition').first().innerText()).not.toBe('');
  expect(await accessibilityFaults(page)).toEqual([]);
  await shoot(page, 'question-why');
});

test('a plan that cannot be is repaired by following its advice', async ({ page }) => {
  await openPage(page, '#/plan');
  await sentence(page).getByLabel('First token p99 in milliseconds').fill('20');
  await expect(page.getByText(/^No such fleet/)).toBeVisible();
  await shoot(page, 'question-infeasible');
  await page.getByRole('button', { name: /^Set / }).first().click();
  await expect(page.getByText(/^No such fleet/)).toHaveCount(0);
  await expect(headline(page, 'Servers')).toHaveText(/^[\d,]+$/);
});

/** Goes on with Tab until the element has the focus, as a reader without a mouse does. */
const tabTo = async (page: Page, target: Locator): Promise<void> => {
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element.matches(':focus'))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('60 presses of Tab did not reach it.');
};

test('the same by keyboard alone', async ({ page }) => {
  await openPage(page, '#/plan');
  const { fleet } = commandLinePlan('demand.queriesPerDay=125e6', 'hardware.server=dgx-h100');
  await tabTo(page, sentence(page).getByLabel('Queries per day'));
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('125M');
  const server = sentence(page).getByRole('combobox', { name: 'Server' });
  await tabTo(page, server);
  await page.keyboard.type('DGX H100');
  await page.keyboard.press('Enter');
  await expect(server).toHaveValue(/^8 × H100 .* DGX H100$/);
  await expect(headline(page, 'Servers')).toHaveText(count(fleet.servers));

  const why = headline(page, 'Servers').getByRole('link');
  await tabTo(page, why);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Ledger' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Ledger' })).toHaveCount(0);
  await expect(why).toBeFocused();
});
