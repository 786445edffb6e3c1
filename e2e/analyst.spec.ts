import type { Page } from '@playwright/test';
import { expect, headline, openPage, test } from './fixtures.ts';

/** Where 30,000 A100s come from, what training GPT-3 cost, what it will cost in 2030, and who says so. */

const knowsWhereTheFleetComesFrom = async (page: Page): Promise<void> => {
  const detail = page.locator('[data-case="guosheng-2023-gpus"]');
  await expect(detail.getByText('ceil(729166.667 / 24) = 30,382 GPUs')).toBeVisible();
  await expect(detail.getByText(/Guosheng Securities.*2023-02-12/)).toBeVisible();
};

const knowsWhatTrainingCosts = async (page: Page): Promise<void> => {
  await expect(headline(page, 'Cost of the run')).toHaveText('$1.398 M');
  const series = page.getByRole('group', { name: 'Table of series' }).getByRole('row', { name: /^GPT-3 level/ });
  await expect(series).toContainText('$41.2');
  await expect(series).toContainText('2030: $30');
  await expect(page.locator('rr-projections p').filter({ hasText: 'Who says so' })).toContainText('ark-invest.com');
};

const knowsWhoSaysSo = async (page: Page): Promise<void> => {
  const line = page.getByRole('complementary', { name: 'Ledger' }).locator('details.target');
  await expect(line).toContainText('Cost of the run, rented');
  const rent = page.locator('[data-line="training.usdPerGpuHour"]');
  await rent.locator('summary').scrollIntoViewIfNeeded();
  await expect(rent).toContainText('2.303');
};

test('the analyst’s job from a cold start, in four interactions', async ({ page }) => {
  await page.goto('/');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await pages.getByRole('link', { name: 'Verify' }).click();
  await page.locator('[data-case="guosheng-2023-gpus"] summary').click();
  await knowsWhereTheFleetComesFrom(page);
  await pages.getByRole('link', { name: 'Training' }).click();
  await knowsWhatTrainingCosts(page);
  await headline(page, 'Cost of the run').getByRole('link').click();
  await knowsWhoSaysSo(page);
});

/** What has the focus, through all shadow roots, by its words. */
const focusedWords = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim();
  });

/** Tab, until what is wanted has the focus. */
const tabTo = async (page: Page, wanted: string | RegExp): Promise<void> => {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab');
    const words = await focusedWords(page);
    if (typeof wanted === 'string' ? words === wanted : wanted.test(words)) return;
  }
  throw new Error(`No press of Tab leads to ${String(wanted)}.`);
};

test('the same by keyboard alone: four things are pressed', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await tabTo(page, 'Verify');
  await page.keyboard.press('Enter');
  await expect(page.getByText('A100s', { exact: true })).toBeVisible();
  await tabTo(page, 'A100s');
  await page.keyboard.press('Enter');
  await knowsWhereTheFleetComesFrom(page);
  await page.keyboard.press('Shift+Tab');
  for (let presses = 0; presses < 40 && (await focusedWords(page)) !== 'Training'; presses++) {
    await page.keyboard.press('Shift+Tab');
  }
  await page.keyboard.press('Enter');
  await knowsWhatTrainingCosts(page);
  await tabTo(page, /^\$1\.398 M$/);
  await page.keyboard.press('Enter');
  await knowsWhoSaysSo(page);
});

test('a training of one’s own: typed, saved, shared by a link, undone', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openPage(page, '#/training');
  await page.getByLabel('Parameters', { exact: true }).fill('70e9');
  await page.getByLabel('Tokens', { exact: true }).fill('2e12');
  await expect(headline(page, 'Compute')).toHaveText('8.4e23 FLOP');
  await page.getByLabel('MFU', { exact: true }).fill('7');
  await expect(page.getByText(/MFU is not understood/)).toBeVisible();
  await page.getByLabel('MFU', { exact: true }).fill('0.4');
  await expect(page.getByText(/is not understood/)).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Name of the training' }).fill('Ours');
  await page.getByRole('textbox', { name: 'Name of the training' }).blur();
  await page.getByRole('button', { name: 'Save a copy' }).click();
  await expect(page.getByText('1 saved training')).toBeVisible();
  await page.getByRole('button', { name: 'Copy share link' }).click();
  await expect(page.getByText('Link copied')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByLabel('Start from').selectOption('palm-training');
  await expect(headline(page, 'Cost of the run')).toHaveText('$11.22 M');
  await expect(page).not.toHaveURL(link);
  await openPage(page, new URL(link).hash);
  await expect(headline(page, 'Compute')).toHaveText('8.4e23 FLOP');
  await expect(page.getByText('Opened “Ours” from a link.')).toBeVisible();
  await page.reload();
  await expect(headline(page, 'Compute')).toHaveText('8.4e23 FLOP');
  await expect(page.getByText('1 saved training')).toBeVisible();
});

test('two published costs are told apart, and a wrong print leads to its arithmetic', async ({ page }) => {
  await openPage(page, '#/training');
  await page.getByRole('heading', { name: 'Why published costs differ' }).scrollIntoViewIfNeeded();
  await page.locator('rr-reconciliation').getByLabel('Second cost').selectOption('ark-gpt3-2022');
  await expect(page.getByRole('group', { name: 'Table of factors' }).getByRole('row', { name: /^Work/ })).toContainText(
    '× 0.35',
  );
  await page
    .getByRole('listitem')
    .filter({ hasText: 'compose to −77.2 %' })
    .getByRole('link', { name: 'Its arithmetic' })
    .click();
  await expect(page.locator('[data-case="unite-composed-fall"]')).toHaveAttribute('open');
  await page.getByRole('searchbox', { name: 'Find a case' }).fill('nothing like it');
  await expect(page.getByText('No case has “nothing like it”')).toBeVisible();
  await page.getByRole('button', { name: 'Find any' }).click();
  await page.getByRole('button', { name: 'Show all 276' }).click();
  await page.getByLabel('Verdict').selectOption('print is wrong');
  await expect(page.getByRole('group', { name: 'Table of published cases' }).getByRole('row')).toHaveCount(38);
});
