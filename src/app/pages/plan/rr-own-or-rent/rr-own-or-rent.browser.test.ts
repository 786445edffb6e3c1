import { ContextProvider } from '@lit/context';
import { page } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { scenarioDefaults } from '../../../../catalog/presets.ts';
import { plan } from '../../../../plan/plan.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import { AppState, appContext } from '../../../state/app-state.ts';
import { fakeServices } from '../../../testing/fake-services.ts';
import { accessibilityProblems, unmount } from '../../../testing/mount.ts';
import { RrCost } from '../rr-cost/rr-cost.ts';
import type { FieldEditedEvent } from '../field-edited-event.ts';
import { RrOwnOrRent } from './rr-own-or-rent.ts';

afterEach(unmount);

const { physical } = scenarioDefaults;
const rented: Scenario = {
  ...physical,
  economics: { ...physical.economics, spotUsdPerGpuHour: 0.8, utilisation: 0.6 },
};

const mount = <T extends HTMLElement>(element: T): T => {
  const main = document.createElement('main');
  main.style.padding = '16px';
  for (const tag of ['h1', 'h2']) {
    const heading = document.createElement(tag);
    heading.textContent = tag === 'h1' ? 'Plan' : 'Own or rent';
    main.append(heading);
  }
  new ContextProvider(main, { context: appContext, initialValue: new AppState(fakeServices()) });
  main.append(element);
  document.body.append(main);
  return element;
};

const compare = async (scenario: Scenario): Promise<RrOwnOrRent> => {
  const element = new RrOwnOrRent();
  element.question = { scenario, options: {} };
  mount(element);
  await expect.element(page.getByText(/^(Owning|Renting|There is)/).first(), { timeout: 10_000 }).toBeInTheDocument();
  return element;
};

test('says which way is cheaper, how sure that is, and what would change it', async () => {
  await compare(rented);
  const [ways, inputs] = [
    page.getByRole('group', { name: 'Ways to have the fleet' }),
    page.getByRole('group', { name: 'What would change your mind' }),
  ];
  await expect.element(ways.getByRole('rowheader')).toHaveLength(5);
  expect(inputs.getByRole('rowheader').all().length).toBeGreaterThan(0);
  await expect
    .element(page.getByText(/costs less from \d+ % of all hours on at the cost of capital/))
    .toBeInTheDocument();
  expect(await accessibilityProblems()).toEqual([]);
});

test('a term is tried out in place, and the load’s own hours by one press', async () => {
  const edited: string[] = [];
  const element = await compare(rented);
  element.addEventListener('rr-field-edited', (event) => {
    const { path, text } = event as FieldEditedEvent;
    edited.push(`${path}=${text}`);
  });
  await page.getByRole('textbox', { name: 'Term' }).fill('3');
  await page.getByRole('button', { name: /as the load needs/ }).click();
  expect(edited.at(0)).toBe('economics.years=3');
  expect(edited.at(-1)).toMatch(/^economics\.utilisation=0\.\d+$/);
});

test('fits 360 px, and a fleet that nobody can price is told in words', async () => {
  await page.viewport(360, 800);
  await compare(rented);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
  unmount();
  await page.viewport(1280, 900);
  await compare({ ...physical, model: 'llama-3-70b', hardware: { ...physical.hardware, server: 'dgx-h200' } });
  await expect.element(page.getByText(/What the fleet costs is not known/)).toBeInTheDocument();
});

test('the cost of a year stands part by part, electricity’s share and idle capacity in words', async () => {
  const element = new RrCost();
  element.plan = plan(physical);
  mount(element);
  await expect.element(page.getByText(/Electricity is [\d.]+ % of what this fleet costs/)).toBeInTheDocument();
  const parts = page.getByRole('list', { name: 'Parts of the cost per year' });
  expect(parts.getByRole('listitem').all()).toHaveLength(8);
  await expect.element(page.getByRole('rowheader', { name: 'Cost per million prompt tokens' })).toBeInTheDocument();
  expect(await accessibilityProblems()).toEqual([]);
});
