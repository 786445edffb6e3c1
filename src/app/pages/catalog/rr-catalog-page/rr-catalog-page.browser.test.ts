import { page, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeServices } from '../../../testing/fake-services.ts';
import { accessibilityProblems, mountApp, unmount } from '../../../testing/mount.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

const file = (text: string): File => new File([text], 'hardware.json', { type: 'application/json' });
const box = (gpus: number): string =>
  JSON.stringify({
    format: 'roofrack-hardware',
    version: 1,
    servers: [{ id: 'own-box', model: 'Box', acceleratorId: 'h100-sxm', gpus, uHeight: 8, maxPowerW: 9000 }],
  });
const choose = async (text: string): Promise<void> => {
  await page.getByLabelText('Import a file').upload(file(text));
};

test('numbers are reached by arrow keys and open their source', async () => {
  await mountApp(fakeServices(), '#/catalog?kind=servers');
  await page.getByRole('searchbox').fill('dgx h100');
  const link = page.getByRole('link', { name: /DGX H100/ }).first();
  (link.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{Enter}');
  const drawer = page.getByRole('complementary', { name: /Facts of/ });
  await expect.element(drawer).toHaveTextContent(/Accelerators/);
  expect(await accessibilityProblems()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => drawer.elements().length).toBe(0);
});

test('a number whose citation cannot be copied shows it, to be selected', async () => {
  await mountApp(fakeServices(), '#/catalog?kind=servers');
  await page.getByRole('searchbox').fill('dgx h100');
  await page
    .getByRole('link', { name: /DGX H100/ })
    .first()
    .click();
  const refusal = vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
  try {
    const drawer = page.getByRole('complementary', { name: /Facts of/ });
    await drawer
      .getByRole('button', { name: /^Copy .* with its source$/ })
      .first()
      .click();
    await expect.element(drawer.getByRole('status')).toHaveTextContent(/Select it here: .*DGX H100/);
  } finally {
    refusal.mockRestore();
  }
});

test('an import is kept, stands in the table as own, and a conflict is shown before it is settled', async () => {
  const app = await mountApp(fakeServices(), '#/catalog?kind=servers');
  await choose(box(8));
  await expect.element(page.getByRole('button', { name: 'Plan with Box' })).toBeVisible();
  await expect.element(page.getByRole('row', { name: /^Box ?own h100/ })).toBeVisible();
  await choose(box(4));
  await expect.element(page.getByText('“Box” is already known')).toBeVisible();
  await expect.element(page.getByRole('row', { name: 'gpus 4 8' })).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
  await page.getByRole('button', { name: 'Keep both' }).click();
  await expect
    .poll(() =>
      app.app.hardware.saved
        .get()
        .map(({ id }) => id)
        .sort(),
    )
    .toEqual(['own-box', 'own-box-2']);
});

test('a broken file is refused in words and nothing of it is kept', async () => {
  const app = await mountApp(fakeServices(), '#/catalog');
  await choose(box(-8));
  await expect.element(page.getByText(/servers\[0\]\.gpus \(Accelerators\) is -8/)).toBeVisible();
  expect(app.app.hardware.saved.get()).toEqual([]);
});

test('a form names what is wrong, and plans with what is right', async () => {
  const app = await mountApp(fakeServices(), '#/catalog');
  await page.getByRole('button', { name: 'Add a server' }).click();
  await page.getByLabelText('Model', { exact: true }).fill('Mine');
  await page.getByLabelText('Accelerators', { exact: true }).fill('lots');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect.element(page.getByText(/gpus \(Accelerators\) is lots/)).toBeVisible();
  await page.getByLabelText('Accelerators', { exact: true }).fill('8');
  await page.getByLabelText('Accelerator', { exact: true }).selectOptions('h100-sxm');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByRole('button', { name: 'Plan with Mine' }).click();
  await expect.poll(() => app.app.draft.scenario.get()?.hardware.server).toBe('own-mine');
  expect(app.app.draft.scenario.get()?.own?.servers.map(({ gpus }) => gpus)).toEqual([8]);
  expect(app.app.draft.scenario.get()?.name).toMatch(/, edited$/);
});

test('a column sorts the table, and the address has how', async () => {
  await mountApp(fakeServices(), '#/catalog/accelerators?find=h100');
  const heads = page.getByRole('columnheader');
  const memory = heads.filter({ hasText: /Memory,\s+GB/ });
  await memory.getByRole('button').click();
  await expect.element(memory).toHaveAttribute('aria-sort', 'ascending');
  await memory.getByRole('button').click();
  await expect.element(memory).toHaveAttribute('aria-sort', 'descending');
  expect(window.location.hash).toMatch(/find=h100&sort=-/);
  const column = heads.elements().findIndex((head) => /Memory,\s+GB/.test(head.textContent));
  const values = page
    .getByRole('row')
    .elements()
    .slice(1)
    .map((row) => Number((row as HTMLTableRowElement).cells[column]?.textContent.replaceAll(',', '')));
  expect(values.length).toBeGreaterThan(2);
  expect([...values].sort((a, b) => b - a)).toEqual(values);
  await memory.getByRole('button').click();
  await expect.element(memory).toHaveAttribute('aria-sort', 'none');
  expect(window.location.hash).toBe('#/catalog/accelerators?find=h100');
});
