import { page, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { err, problem } from '../../../../base/result.ts';
import { scenarioDefaults } from '../../../../catalog/presets.ts';
import { createMemoryStore } from '../../../../store/memory-store.ts';
import type { Store } from '../../../../store/store.ts';
import { createFakeClient, fakeServices } from '../../../testing/fake-services.ts';
import { accessibilityProblems, mountApp, unmount } from '../../../testing/mount.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

const stored = async (count: number): Promise<Store> => {
  const store = createMemoryStore();
  for (let i = 0; i < count; i++) {
    await store.scenarios.put({
      id: `s${String(i)}`,
      savedAt: new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString(),
      scenario: { ...scenarioDefaults.physical, name: `Scenario ${String(i)}` },
    });
  }
  return store;
};
const rows = page.getByRole('list', { name: 'Scenarios' }).getByRole('listitem');

test('of five hundred only those near the screen are drawn', async () => {
  await mountApp(fakeServices(createFakeClient(), await stored(500)), '#/plan/scenarios');
  await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('500 saved scenarios');
  // The draft, and the first fifty; another fifty where the end of those is near the screen.
  expect(rows.elements().length).toBeLessThanOrEqual(101);
  await page.getByRole('searchbox').fill('scenario 499');
  await expect.poll(() => rows.elements().length).toBe(2);
  expect(await accessibilityProblems()).toEqual([]);
});

test('one is renamed, duplicated, deleted and put back', async () => {
  await mountApp(fakeServices(createFakeClient(), await stored(1)), '#/plan/scenarios');
  await page.getByRole('button', { name: 'Rename Scenario 0' }).click();
  await page.getByRole('textbox', { name: 'New name of Scenario 0' }).fill('Mine');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('link', { name: 'Mine', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Duplicate Mine' }).click();
  await expect.element(page.getByRole('link', { name: 'Mine, copy', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Delete Mine', exact: true }).click();
  await expect.poll(() => rows.elements().length).toBe(2);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => rows.elements().length).toBe(3);
});

test('storage that is full is said, and nothing goes away', async () => {
  const store = await stored(1);
  await mountApp(fakeServices(createFakeClient(), store), '#/plan/scenarios');
  vi.spyOn(store.scenarios, 'put').mockResolvedValue(err(problem('', 'The browser has no room left for this site.')));
  await page.getByRole('button', { name: 'Duplicate Scenario 0' }).click();
  await expect.element(page.getByText(/no room left/)).toBeVisible();
  expect(rows.elements().length).toBe(2);
});

test('two are compared, with shares that add up', async () => {
  await mountApp(fakeServices(), '#/plan/scenarios?a=preset%3Allama2-70b-chat&b=preset%3Allama3-70b-chat');
  const table = page.getByRole('group', { name: 'Table of the comparison' });
  await expect.element(table).toHaveTextContent(/Model Llama 2 70B → Llama 3 70B/);
  await expect
    .element(table)
    .toHaveTextContent(/Server 8 × A100 80GB SXM4 · DGX A100 640GB → 8 × H100 80GB SXM5 · DGX H100/);
  expect(await accessibilityProblems()).toEqual([]);
});

test('three stand side by side, with the inputs in which they differ, and each number has its ledger', async () => {
  const chosen = ['a=preset%3Allama2-70b-chat', 'b=preset%3Allama3-70b-chat', 'c=draft'].join('&');
  await mountApp(fakeServices(), `#/plan/scenarios?${chosen}`);
  const table = page.getByRole('group', { name: 'Table of plans side by side' });
  await expect.poll(() => table.getByRole('columnheader').elements().length).toBe(4);
  await expect.element(table.getByRole('row', { name: /^Model Llama 2 70B Llama 3 70B GPT-3 175B/ })).toBeVisible();
  expect(page.getByRole('group', { name: 'Table of the comparison' }).elements()).toEqual([]);
  expect(await accessibilityProblems()).toEqual([]);
  const row = table.getByRole('row', { name: /^GPUs / });
  (row.getByRole('link').nth(2).element() as HTMLElement).click();
  const ledger = page.getByRole('complementary', { name: 'Ledger' });
  await expect.element(ledger.getByText('ChatGPT', { exact: false }).first()).toBeVisible();
  expect(window.location.hash).toContain('of=c');
});

test('a link holds what it compares, for browsers that keep none of it', async () => {
  const store = await stored(2);
  const app = await mountApp(fakeServices(createFakeClient(), store), '#/plan/scenarios?a=s0&b=s1');
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await page.getByRole('button', { name: 'Copy share link' }).click();
  await expect.element(page.getByText(/it holds all these scenarios/)).toBeVisible();
  const link = new URL(copied.mock.lastCall?.[0] ?? '').hash;
  copied.mockRestore();
  expect(app.app.shelf.saved.get().length).toBe(2);
  unmount();
  await mountApp(fakeServices(), link);
  const table = page.getByRole('group', { name: 'Table of plans side by side' });
  await expect.element(table.getByRole('columnheader', { name: 'Scenario 0' })).toBeVisible();
  await expect.element(table.getByRole('columnheader', { name: 'Scenario 1' })).toBeVisible();
});

test('order and search stand in the address', async () => {
  await mountApp(fakeServices(createFakeClient(), await stored(12)), '#/plan/scenarios?order=name&find=scenario 1');
  await expect.poll(() => rows.elements().length).toBe(4);
  await expect.element(rows.nth(1)).toHaveTextContent(/^\s*Scenario 1\s/);
  await page.getByRole('combobox', { name: 'Order' }).selectOptions('Newest first');
  await expect.element(rows.nth(1)).toHaveTextContent(/^\s*Scenario 11\s/);
  expect(window.location.hash).toContain('order=newest');
  await page.getByRole('searchbox').fill('');
  await expect.poll(() => rows.elements().length).toBe(13);
  expect(window.location.hash).not.toContain('find');
});
