import { ContextProvider } from '@lit/context';
import { page } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { scenarioDefaults } from '../../../../catalog/presets.ts';
import { monteCarlo } from '../../../../plan/sensitivity/monte-carlo.ts';
import { drawn } from '../../../../workers/drawn.ts';
import { AppState, appContext } from '../../../state/app-state.ts';
import { fakeServices } from '../../../testing/fake-services.ts';
import { accessibilityProblems, unmount } from '../../../testing/mount.ts';
import { RrDraws } from './rr-draws.ts';

afterEach(unmount);

const { article, physical } = scenarioDefaults;

const mount = (scenario = article): { element: RrDraws; app: AppState } => {
  const main = document.createElement('main');
  main.style.padding = '16px';
  const heading = document.createElement('h1');
  heading.textContent = 'Plan';
  const app = new AppState(fakeServices());
  new ContextProvider(main, { context: appContext, initialValue: app });
  const element = new RrDraws();
  element.question = { scenario, options: {} };
  main.append(heading, element);
  document.body.append(main);
  return { element, app };
};

const quantiles = page.getByRole('group', { name: 'Quantiles of the headlines' });

test('shows P5, median and P95 of every headline, accessible and within 360 px', async () => {
  await page.viewport(360, 800);
  mount();
  await expect.element(quantiles, { timeout: 10_000 }).toBeInTheDocument();
  expect(quantiles.getByRole('rowheader').all().length).toBeGreaterThan(5);
  await expect.element(page.getByText('1,000 draws of all uncertain inputs, seed 1')).toBeInTheDocument();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
  expect(await accessibilityProblems()).toEqual([]);
});

test('more draws show how far they are and can be stopped; another question has few again', async () => {
  const { element } = mount();
  await expect.element(quantiles, { timeout: 10_000 }).toBeInTheDocument();
  await page.getByRole('combobox', { name: 'Draws' }).selectOptions('100,000');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.element(page.getByRole('button', { name: 'Draw' })).toBeInTheDocument();
  await expect.element(page.getByText('1,000 draws of all uncertain inputs, seed 1')).toBeInTheDocument();
  element.question = { scenario: physical, options: {} };
  await expect.element(page.getByRole('combobox', { name: 'Draws' })).toHaveValue('1000');
});

test('threads and one thread draw the same', async () => {
  const { app } = mount();
  const request = { draws: 400, seed: 3 };
  const shares: number[] = [];
  const beside = await drawn(app.compute, { scenario: article, options: {} }, request, {
    onProgress: (share) => shares.push(share),
  });
  expect(beside).toEqual(monteCarlo(article, {}, request));
  expect(shares.at(-1)).toBeCloseTo(1, 12);
});
