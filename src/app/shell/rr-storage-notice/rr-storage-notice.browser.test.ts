import { page } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { problem } from '../../../base/result.ts';
import { scenarioDefaults } from '../../../catalog/presets.ts';
import type { Scenario } from '../../../records/scenario.ts';
import { createMemoryStore } from '../../../store/memory-store.ts';
import type { Store, Unreadable } from '../../../store/store.ts';
import { createFakeClient, fakeServices } from '../../testing/fake-services.ts';
import { accessibilityProblems, mountApp, unmount } from '../../testing/mount.ts';

afterEach(unmount);

const PAGES = ['#/measure', '#/measure/history', '#/plan', '#/scenarios'];

const withScenario = async (change: Partial<Scenario['hardware']>): Promise<Store> => {
  const store = createMemoryStore();
  const { physical } = scenarioDefaults;
  const scenario = { ...physical, name: 'Mine', hardware: { ...physical.hardware, ...change } };
  await store.scenarios.put({ id: 'draft', savedAt: '2026-01-01T00:00:00.000Z', scenario });
  return store;
};

test('every page says that nothing is kept, and none says so where all is', async () => {
  const store = createMemoryStore(problem('', 'This browser keeps nothing for this page.'));
  await mountApp(fakeServices(createFakeClient(), store), PAGES[0]!);
  for (const hash of PAGES) {
    window.location.hash = hash;
    await expect.element(page.getByText('This browser keeps nothing for this page.')).toBeVisible();
  }
  expect(await accessibilityProblems()).toEqual([]);
  unmount();
  await mountApp(fakeServices(createFakeClient()), PAGES[0]!);
  await expect.element(page.getByRole('button', { name: 'Measure this GPU' })).toBeVisible();
  expect(page.getByText('Nothing is kept').elements()).toEqual([]);
});

test('a record that cannot be read is named, can be exported, and is deleted only when asked', async () => {
  let records: readonly Unreadable[] = [
    {
      collection: 'calibrations',
      noun: 'fit',
      id: 'my-fit',
      name: 'My fit',
      why: problem('', 'Its version is 2.'),
      text: '{"of":2}',
    },
  ];
  const store: Store = {
    ...(await withScenario({ calibration: 'my-fit' })),
    unreadable: () => Promise.resolve(records),
  };
  const calibrations = {
    ...store.calibrations,
    delete: () => {
      records = [];
      return Promise.resolve({ ok: true, value: null } as const);
    },
  };
  await mountApp(fakeServices(createFakeClient(), { ...store, calibrations }), '#/plan');
  await expect.element(page.getByText('The fit “My fit” is kept as it is. Its version is 2.')).toBeVisible();
  await expect.element(page.getByText(/The fit “My fit” is not in this browser/)).toBeVisible();
  let exported = '';
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    exported = this.download;
  };
  await page.getByRole('button', { name: 'Export the fit “My fit”' }).click();
  HTMLAnchorElement.prototype.click = click;
  expect(exported).toBe('roofrack-my-fit.json');
  await page.getByRole('button', { name: 'Delete the fit “My fit”' }).click();
  await expect.element(page.getByText('The fit “My fit” is kept as it is. Its version is 2.')).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Plan with what is published' }).click();
  await expect
    .element(page.getByText(/“My fit” is not in this browser|“my-fit” is not in this browser/))
    .not.toBeInTheDocument();
  expect(await store.scenarios.get('draft')).toMatchObject({
    value: { scenario: { hardware: { calibration: null } } },
  });
});

test('what another scenario takes the place of is on the shelf, once; a starting point is not', async () => {
  const store = await withScenario({});
  const { app } = await mountApp(fakeServices(createFakeClient(), store), '#/plan');
  const names = async (): Promise<string[]> =>
    (await store.scenarios.list()).filter(({ id }) => id !== 'draft').map(({ name }) => name);
  await app.openScenario(scenarioDefaults.article);
  expect(await names()).toEqual(['Mine']);
  await app.openScenario({ ...scenarioDefaults.physical, name: 'Linked' });
  expect(await names()).toEqual(['Mine']);
  await app.draft.undo();
  await app.draft.undo();
  await app.openScenario(scenarioDefaults.article);
  expect(await names()).toEqual(['Mine']);
});
