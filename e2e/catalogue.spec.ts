import type { Page } from '@playwright/test';
import { scenarioDefaults } from '../src/catalog/presets.ts';
import { packText } from '../src/exchange/share-text.ts';
import { accessibilityFaults, expect, openPage, test } from './fixtures.ts';

/** Every line of the ledger with its number in full, as a reader sees it. */
const wholeLedger = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(() => {
    window.location.hash = '#/plan?line=all';
  });
  const lines = page.getByRole('complementary', { name: 'Ledger' }).locator('summary');
  await expect.poll(() => lines.count()).toBeGreaterThan(50);
  return lines.allInnerTexts();
};

const NETBOX = `manufacturer: Acme
model: GPU Server 9
slug: acme-gpu-server-9
u_height: 6
weight: 120
weight_unit: kg
power-ports:
  - name: PSU0
    type: iec-60320-c20
    maximum_draw: 3000
`;

/** The numbers of the strip, without ranges, which arrive later, and without what an edit changed. */
const figures = (page: Page): Promise<string[]> => page.locator('rr-plan-strip .figure').allInnerTexts();

test('all columns of the accelerators stand side by side on a wide screen', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 1000 });
  await openPage(page, '#/catalog');
  const scroller = page.locator('rr-list-table .table-scroll');
  await expect(scroller.getByRole('columnheader', { name: 'Price, USD' })).toBeInViewport();
  expect(await scroller.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
});

test('a fact is found, opened to its source by keyboard, and closed again', async ({ page }) => {
  await openPage(page, '#/catalog');
  await page.getByRole('searchbox').fill('h100 sxm');
  const row = page.getByRole('row', { name: /^H100 80GB SXM5/ }).first();
  await row.getByRole('link').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('complementary', { name: /Facts of/ });
  await expect(drawer).toContainText('989');
  await expect(drawer.locator('.target')).toContainText('Peak bf16');
  await expect(drawer.locator('.target')).toContainText('collected 2026-11-21');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'What does not fit' })).toBeVisible();
  await page.getByRole('searchbox').clear();
  for (const kind of [
    'Servers',
    'Models',
    'Serving stacks',
    'Published calibrations',
    'Measured rows',
    'Racks, power and network',
    'Electricity and carbon',
  ]) {
    await page.getByRole('navigation', { name: 'Kinds of facts' }).getByRole('link', { name: kind }).click();
    await expect(page.getByRole('group', { name: `Table of ${kind}` })).toBeVisible();
  }
});

test('own hardware from a NetBox file is planned with, and a link carries it to a fresh browser', async ({
  page,
  browser,
  baseURL,
}) => {
  await openPage(page, '#/catalog');
  await page.locator('input[type=file]').setInputFiles({
    name: 'server.yaml',
    mimeType: 'text/yaml',
    buffer: Buffer.from(NETBOX),
  });
  await page.getByLabel('Accelerator', { exact: true }).selectOption('h100-sxm');
  await page.getByLabel(/Maximum power, W/).fill('10k');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Plan with GPU Server 9' })).toBeVisible();

  await test.step('the same file again is shown beside what is kept', async () => {
    await page.locator('input[type=file]').setInputFiles({
      name: 'server.yaml',
      mimeType: 'text/yaml',
      buffer: Buffer.from(NETBOX.replace('u_height: 6', 'u_height: 8')),
    });
    await page.getByLabel('Accelerator', { exact: true }).selectOption('h100-sxm');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await expect(page.getByText('“GPU Server 9” is already known')).toBeVisible();
    await expect(page.getByRole('row', { name: /uHeight 8 6/ })).toBeVisible();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Leave the new one out' }).click();
  });

  await page.getByRole('button', { name: 'Plan with GPU Server 9' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Plan' })).toBeVisible();
  await expect(page.locator('rr-plan-strip')).toContainText(/GPUs/);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: /share link/i }).click();
  await expect(page.getByText(/holds the whole scenario/)).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  // The address of the page is such a link itself.
  await expect(page).toHaveURL(link);

  const fresh = await browser.newContext({ baseURL: baseURL ?? '' });
  const other = await fresh.newPage();
  await other.goto(link);
  await expect(other.getByText(/from a link/)).toBeVisible();
  await expect(other.locator('rr-scenario-sentence').getByRole('combobox', { name: 'Server' })).toHaveValue(/\(own\)$/);
  await expect.poll(() => figures(other)).toEqual(await figures(page));
  expect(await wholeLedger(other)).toEqual(await wholeLedger(page));
  // The link brings its hardware for its scenario; it does not put it on the reader's shelf.
  await openPage(other, '#/catalog?kind=servers');
  await expect(other.getByRole('button', { name: 'Plan with GPU Server 9' })).toHaveCount(0);
  await fresh.close();
});

const posing = {
  id: 'dgx-a100-640gb',
  vendor: '',
  model: '<img src=x onerror=alert(1)>',
  acceleratorId: 'h100-sxm',
  gpus: 1e9,
};

for (const [what, text, refusal] of [
  ['that is none', null, /^This link is damaged/],
  ['cut off', 'half', /^\s*This link is damaged or cut off/],
  ['out of range', { demand: { queriesPerDay: -1 } }, /queriesPerDay.* is -1; it must be a number from 0 to/],
  ['of a model that nobody knows', { model: 'gpt-9' }, /model.*"gpt-9".*did you mean/],
  [
    'whose server poses as a shipped one',
    { ...scenarioDefaults.physical, own: { accelerators: [], servers: [posing] } },
    /own\.servers\[0\]\.id.*is "dgx-a100-640gb"; it must be an id that begins with "own-"/,
  ],
] as const) {
  test(`a link ${what} is refused in words and leaves the scenario alone`, async ({ page }) => {
    await openPage(page, '#/plan');
    await expect(page.locator('rr-plan-strip')).toContainText(/GPUs/);
    const before = await figures(page);
    const packed = await packText(JSON.stringify(text === 'half' ? scenarioDefaults.physical : text));
    const scenario =
      text === null ? 'not-a-scenario' : text === 'half' ? packed.slice(0, 4 * Math.floor(packed.length / 8)) : packed;
    await page.evaluate((query) => {
      window.location.hash = `#/plan?scenario=${query}`;
    }, scenario);
    await expect(page.getByText('The scenario of this link was not opened')).toBeVisible();
    await expect(page.locator('rr-notice p').filter({ hasText: refusal })).toBeVisible();
    expect(await figures(page)).toEqual(before);
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
    await page.reload();
    await expect(page.locator('rr-plan-strip')).toContainText(/GPUs/);
    expect(await figures(page)).toEqual(before);
  });
}

test('five hundred scenarios open like ten, and a second tab sees what changes', async ({ page, context }) => {
  await openPage(page, '#/plan');
  await page.getByRole('button', { name: 'Save a copy' }).click();
  await expect(page.getByRole('link', { name: '1 saved scenario' })).toBeVisible();
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('roofrack');
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('scenarios', 'readwrite');
          const store = transaction.objectStore('scenarios');
          const all = store.getAll();
          all.onsuccess = () => {
            const [saved] = (all.result as { id: string; scenario: object }[]).filter(({ id }) => id !== 'draft');
            for (let i = 1; i < 500; i++) {
              store.put({
                ...saved,
                id: `copy-${String(i)}`,
                scenario: { ...saved?.scenario, name: `Copy ${String(i)}` },
              });
            }
          };
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          transaction.onerror = () => {
            reject(new Error('not stored'));
          };
        };
      }),
  );
  await page.reload();
  await openPage(page, '#/plan/scenarios');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('500 saved scenarios');
  const rows = page.getByRole('list', { name: 'Scenarios' }).getByRole('listitem');
  expect(await rows.count()).toBeLessThanOrEqual(101);
  await page.getByRole('searchbox').fill('copy 499');
  await expect(rows).toHaveCount(2);
  expect(await accessibilityFaults(page)).toEqual([]);

  const second = await context.newPage();
  await second.goto('/#/plan/scenarios');
  await expect(second.getByRole('heading', { level: 1 })).toHaveText('500 saved scenarios');
  await page.getByRole('button', { name: 'Delete Copy 499' }).click();
  await expect(second.getByRole('heading', { level: 1 })).toHaveText('499 saved scenarios');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(second.getByRole('heading', { level: 1 })).toHaveText('500 saved scenarios');
});

test('two scenarios are told apart, each change with its share', async ({ page }) => {
  await openPage(page, '#/plan/scenarios');
  await page.getByRole('checkbox', { name: 'Compare Llama 2 70B, chat' }).check();
  await page.getByRole('checkbox', { name: 'Compare Llama 3 70B, chat' }).check();
  const table = page.getByRole('group', { name: 'Table of the comparison' });
  await expect(table).toContainText('Server 8 × A100 80GB SXM4 · DGX A100 640GB → 8 × H100 80GB SXM5 · DGX H100');
  await expect(table).toContainText('Model Llama 2 70B → Llama 3 70B');
  expect(await accessibilityFaults(page)).toEqual([]);
});

/** Chromium's own quota cannot be made small at will: its refusal is staged where the page asks for the write. */
const fillStorage = (page: Page, full: boolean): Promise<void> =>
  page.evaluate((isFull) => {
    const { prototype } = IDBObjectStore as unknown as {
      prototype: IDBObjectStore & { roomy?: IDBObjectStore['put'] };
    };
    prototype.roomy ??= prototype.put;
    prototype.put = isFull
      ? () => {
          throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
        }
      : prototype.roomy;
  }, full);

test('a full storage is said, and nothing is lost', async ({ page }) => {
  await openPage(page, '#/plan');
  await page.getByRole('button', { name: 'Save a copy' }).click();
  await expect(page.getByRole('link', { name: '1 saved scenario' })).toBeVisible();
  await fillStorage(page, true);

  await page.getByRole('button', { name: 'Save a copy' }).click();
  await expect(page.getByText(/has no room left for this site\. Nothing saved before is lost/).first()).toBeVisible();
  await expect(page.getByRole('link', { name: '1 saved scenario' })).toBeVisible();
  const queries = page.locator('rr-scenario-sentence').getByLabel('Queries per day');
  await queries.fill('123M');
  await queries.blur();
  await expect(queries).toHaveValue('123,000,000');
  await expect(page.getByText(/has no room left/).first()).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);

  await test.step('with room again the same is saved, and both are there after a reload', async () => {
    await fillStorage(page, false);
    await page.getByRole('button', { name: 'Save a copy' }).click();
    await expect(page.getByRole('link', { name: '2 saved scenarios' })).toBeVisible();
    // The draft was not kept so far: that is said until its next change is.
    await queries.fill('124M');
    await expect(page.getByText(/has no room left/)).toHaveCount(0);
    await page.reload();
    await expect(page.getByRole('link', { name: '2 saved scenarios' })).toBeVisible();
    await expect(queries).toHaveValue('124,000,000');
  });
});
