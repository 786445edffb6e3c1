import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatCount } from '../src/base/format.ts';
import { COMMAND_LINE, ensureBuilt } from '../config/fresh-build.ts';
import { root } from '../config/root.ts';
import type { HeadlineId } from '../src/records/ledger-lines.ts';
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

/** What the threads of a page answer, in the order in which it comes. */
declare global {
  var roofrackAnswers: { readonly done?: unknown }[];
}

interface Drawn {
  readonly draws: number;
  readonly headlines: readonly {
    readonly id: HeadlineId;
    readonly p5: number;
    readonly p50: number;
    readonly p95: number;
  }[];
}

const isDrawn = (answer: unknown): answer is Drawn =>
  typeof answer === 'object' && answer !== null && 'withoutFleet' in answer && 'seed' in answer;

/** Chromium 156 has the engine V8 15.6. */
const isEngineOfNode = (chromium: string): boolean =>
  process.versions.v8.startsWith(`${(Number.parseInt(chromium) / 10).toFixed(1)}.`);

test('page and command line draw the same numbers, on as many threads as there are', async ({ page, browser }) => {
  const script = join(await ensureBuilt(root, COMMAND_LINE, () => undefined), 'roofrack.js');
  const draws = 10_000;
  const print = (...threads: string[]): string => {
    const command = ['plan', '--preset', 'chatgpt-2023-physical', '--json', '--draws', String(draws), ...threads];
    return execFileSync(process.execPath, [script, ...command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  };
  const printed = print();
  expect(print('--threads', '1')).toBe(printed);
  const uncertainty = (JSON.parse(printed) as Plan).uncertainty ?? {};
  await page.addInitScript(() => {
    globalThis.roofrackAnswers = [];
    globalThis.Worker = class extends Worker {
      constructor(...how: ConstructorParameters<typeof Worker>) {
        super(...how);
        this.addEventListener('message', ({ data }) => {
          globalThis.roofrackAnswers.push(data as { done?: unknown });
        });
      }
    };
  });
  await openPage(page, '#/plan?show=sure');
  const element = page.locator('rr-draws');
  await element.scrollIntoViewIfNeeded();
  await element.getByRole('combobox', { name: 'Draws' }).selectOption(String(draws));
  await expect(element.getByText(`${formatCount(draws)} draws of all uncertain inputs`)).toBeVisible();
  const answers = await page.evaluate(() => globalThis.roofrackAnswers.map(({ done }) => done));
  const headlines = answers.filter(isDrawn).find((answer) => answer.draws === draws)?.headlines ?? [];
  expect(headlines.map(({ id }) => id)).toEqual(Object.keys(uncertainty));
  // To the last digit in one engine; versions of V8 round exp, log and powers differently.
  const within = isEngineOfNode(browser.version()) ? 0 : 1e-12;
  for (const { id, p5, p50, p95 } of headlines) {
    const { p5: low = NaN, p50: middle = NaN, p95: high = NaN } = uncertainty[id] ?? {};
    for (const [drawn, planned] of [
      [p5, low],
      [p50, middle],
      [p95, high],
    ] as const) {
      expect(Math.abs(drawn / planned - 1), id).toBeLessThanOrEqual(within);
    }
  }
  const servers = element.getByRole('row', { name: /^Servers/ }).getByRole('cell');
  const { p5, p50, p95 } = uncertainty['fleet.servers'] ?? {};
  for (const [index, value] of [p5, p50, p95].entries()) {
    await expect(servers.nth(index)).toHaveText(formatCount(value ?? NaN));
  }
});

test('the bill of the page is the file that the command writes, and keeps the rules of the specification', async ({
  page,
}) => {
  const script = join(await ensureBuilt(root, COMMAND_LINE, () => undefined), 'roofrack.js');
  const roofrack = (...args: string[]): string =>
    execFileSync(process.execPath, [script, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  await openPage(page, '#/plan?show=own-or-rent');
  const bill = page.locator('rr-plan-bill');
  await bill.getByRole('combobox', { name: 'Way' }).selectOption('reserved');
  await bill.getByRole('combobox', { name: 'Version of FOCUS' }).selectOption('1.2');
  await bill.getByLabel('First month').fill('2028-02');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    bill.getByRole('button', { name: 'Download as CSV' }).click(),
  ]);
  const path = await file.path();
  const scenario = ['--preset', 'chatgpt-2023-physical', '--set', 'name=ChatGPT’s load of 2023'];
  const terms = ['--way', 'reserved', '--version', '1.2', '--start', '2028-02'];
  expect(readFileSync(path, 'utf8')).toBe(roofrack('focus', ...scenario, ...terms));
  expect(roofrack('focus', 'check', path)).toContain('No rule is broken.');
});
