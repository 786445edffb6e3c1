import { page } from 'vitest/browser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTrainingPreset } from '../../../../catalog/training-presets.ts';
import { fakeServices } from '../../../testing/fake-services.ts';
import { accessibilityProblems, mountApp, unmount } from '../../../testing/mount.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

const strip = () =>
  document
    .querySelector('rr-app')
    ?.shadowRoot?.querySelector('rr-training-page')
    ?.shadowRoot?.querySelector('rr-training-strip');

test('the answer stays in sight, and an edit shows what it changed', async () => {
  await mountApp(fakeServices(), '#/training');
  await expect.element(page.getByText('Cost of the run', { exact: true }).first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Tokens', exact: true }).fill('600e9');
  await expect.element(page.getByText(/^\+\$[\d.,]+ M$/).first()).toBeVisible();
  const top = (): number => strip()?.getBoundingClientRect().top ?? NaN;
  window.scrollTo(0, document.documentElement.scrollHeight);
  await expect.poll(top).toBe(0);
  expect(await accessibilityProblems()).toEqual([]);
});

test('what is not seen is not drawn, until it is', async () => {
  await mountApp(fakeServices(), '#/training');
  await expect.element(page.getByRole('group', { name: 'Table of the three costs' })).toBeVisible();
  expect(page.getByRole('group', { name: 'Table of failures' }).elements()).toEqual([]);
  window.location.hash = '#/training?show=levers';
  await expect.element(page.getByRole('group', { name: 'Table of levers' })).toBeVisible();
});

test('the address has the training, and opens it elsewhere', async () => {
  const app = await mountApp(fakeServices(), '#/training');
  const palm = findTrainingPreset('palm-training')?.training;
  if (palm === undefined) throw new Error('the preset exists');
  await expect.element(page.getByText('Cost of the run', { exact: true }).first()).toBeVisible();
  const before = window.location.hash;
  await app.app.trainingDraft.set(palm);
  await expect.poll(() => window.location.hash).not.toBe(before);
  await expect.poll(() => window.location.hash.includes('training=')).toBe(true);
  const { hash } = window.location;
  unmount();
  const other = await mountApp(fakeServices(), hash);
  await expect.poll(() => other.app.trainingDraft.value.get()).toEqual(palm);
});
