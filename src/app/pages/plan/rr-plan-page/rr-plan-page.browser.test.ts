import { page, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPreset } from '../../../../catalog/presets.ts';
import { createMemoryStore } from '../../../../store/memory-store.ts';
import { createFakeClient, fakeServices } from '../../../testing/fake-services.ts';
import { accessibilityProblems, mountApp, unmount } from '../../../testing/mount.ts';
import { scenarioHash } from '../share-scenario.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

const queries = page.getByRole('textbox', { name: 'Queries a day' });
const servers = async (): Promise<string> => {
  const link = page.getByRole('term').filter({ hasText: /^Servers/ });
  await expect.element(link).toBeVisible();
  return link.element().parentElement?.querySelector('.figure')?.textContent ?? '';
};

describe('typing', () => {
  test('is answered at once, in people’s numbers, and undone as one step', async () => {
    const app = await mountApp(fakeServices(), '#/plan');
    await expect.element(queries).toHaveValue('250,000,000');
    const before = await servers();
    await queries.fill('500M');
    await expect.poll(servers).not.toBe(before);
    expect(app.app.draft.scenario.get()?.demand.queriesPerDay).toBe(500e6);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(servers).toBe(before);
    await expect.element(queries).toHaveValue('250,000,000');
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    await expect.element(queries).toHaveValue('500,000,000');
  });

  test('something wrong says so at the field, keeps the text and the last good answer', async () => {
    await mountApp(fakeServices(), '#/plan');
    const before = await servers();
    await queries.fill('-5');
    await expect
      .element(page.getByText(/demand\.queriesPerDay \(Queries\) is -5; it must be a number from 0/).first())
      .toBeVisible();
    await page.getByRole('button', { name: 'Save a copy' }).click();
    await expect.element(queries).toHaveValue('-5');
    await expect.element(queries).toHaveAttribute('aria-invalid', 'true');
    expect(await servers()).toBe(before);
    await queries.fill('7');
    await expect.element(queries).toHaveAttribute('aria-invalid', 'false');
  });
});

test('the published estimate comes out to the digit, and a number opens its line in the ledger', async () => {
  await mountApp(fakeServices(), '#/plan');
  await page.getByRole('radio', { name: 'Published arithmetic' }).click();
  await page.getByRole('link', { name: '30,382' }).click();
  const ledger = page.getByRole('complementary', { name: 'Ledger' });
  await expect.element(ledger.getByRole('link', { name: '729,167' })).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => ledger.elements().length).toBe(0);
});

test('a model that does not fit is said in words, with what would relieve it', async () => {
  await mountApp(fakeServices(), '#/plan');
  await page.getByRole('combobox', { name: 'Server' }).first().selectOptions('dgx-a100-320gb');
  await expect.element(page.getByText(/does not fit/).first()).toBeVisible();
  await expect.element(page.getByText(/^No such fleet/)).toBeVisible();
});

test('the same load on other servers: a click plans with one', async () => {
  const app = await mountApp(fakeServices(), '#/plan');
  const table = page.getByRole('group', { name: 'Table of servers' });
  await table.getByRole('button', { name: 'DGX H100' }).click();
  expect(app.app.draft.scenario.get()?.hardware.server).toBe('dgx-h100');
});

describe('a scenario', () => {
  test('is saved, opened, and deleted with undo', async () => {
    const store = createMemoryStore();
    await mountApp(fakeServices(createFakeClient(), store), '#/plan');
    await page.getByRole('textbox', { name: 'Name of the scenario' }).fill('Mine');
    await page.getByRole('button', { name: 'Save a copy' }).click();
    await page.getByText('1 saved scenario').click();
    await page.getByRole('button', { name: 'Delete Mine' }).click();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await expect.element(page.getByText('1 saved scenario')).toBeVisible();
  });

  test('comes out of a link to the same plan, and undo brings back what was there', async () => {
    const preset = findPreset('chatgpt-2023-article');
    if (preset === null) throw new Error('the preset exists');
    const app = await mountApp(fakeServices(), await scenarioHash(preset.scenario));
    await expect.element(page.getByRole('link', { name: '30,382' })).toBeVisible();
    expect(window.location.hash).toBe('#/plan');
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => app.app.draft.scenario.get()?.mode).toBe('physical');
  });

  test('in a damaged link is refused, and the draft stands', async () => {
    await mountApp(fakeServices(), '#/plan?scenario=AAAA');
    await expect.element(page.getByText(/damaged or cut off/)).toBeVisible();
    await expect.element(queries).toHaveValue('250,000,000');
  });
});
