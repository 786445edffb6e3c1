import { page, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { quantityText } from '../../../../base/format.ts';
import { findPreset, publishedLoad } from '../../../../catalog/presets.ts';
import { createMemoryStore } from '../../../../store/memory-store.ts';
import { createComputeClient } from '../../../../workers/compute-client.ts';
import { createFakeClient, fakeServices } from '../../../testing/fake-services.ts';
import { calibrationFixture } from '../../../testing/fixtures.ts';
import { accessibilityProblems, mountApp, unmount } from '../../../testing/mount.ts';
import { parseHash } from '../../../router/location.ts';
import { packScenario, scenarioHash } from '../share-scenario.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

const queries = page.getByRole('textbox', { name: 'Queries per day' });
const servers = async (): Promise<string> => {
  const link = page.getByRole('term').filter({ hasText: /^Servers/ });
  await expect.element(link).toBeVisible();
  return link.element().parentElement?.querySelector('.figure')?.textContent ?? '';
};

/** Opens a group of inputs, or a section of the page, by its heading. */
const open = (heading: string) => page.getByRole('heading', { name: heading, exact: true }).click();

/** What is typed narrows the list of a field of the sentence; Enter takes the first. */
const pick = async (field: string, typed: string): Promise<void> => {
  await page.getByRole('combobox', { name: field }).first().fill(typed);
  await userEvent.keyboard('{Enter}');
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
    await expect.element(page.getByText('Queries: -5 is not a number from 0 to 1e13 per day.').first()).toBeVisible();
    await expect
      .element(page.getByText('These numbers are of the inputs before: Queries is not understood.'))
      .toBeVisible();
    await page.getByRole('button', { name: 'Save a copy' }).click();
    await expect.element(queries).toHaveValue('-5');
    await expect.element(queries).toHaveAttribute('aria-invalid', 'true');
    expect(await servers()).toBe(before);
    await queries.fill('7');
    await expect.element(queries).toHaveAttribute('aria-invalid', 'false');
  });
});

const name = page.getByText(/^Opened “/);

describe('an address', () => {
  test('opens the preset or the saved scenario that it names, which undo takes back', async () => {
    const store = createMemoryStore();
    const mine = { ...publishedLoad, name: 'Mine', demand: { ...publishedLoad.demand, queriesPerDay: 5e6 } };
    await store.scenarios.put({ id: 'own', savedAt: '2026-11-30T00:00:00.000Z', scenario: mine });
    const app = await mountApp(fakeServices(createFakeClient(), store), '#/plan/own');
    await expect.element(name).toHaveTextContent('Opened “Mine”.');
    await expect.element(queries).toHaveValue('5,000,000');
    expect(window.location.hash).not.toContain('own');
    window.location.hash = '#/plan/preset:llama3-70b-chat';
    await expect.poll(() => app.app.draft.scenario.get()?.name).toBe(findPreset('llama3-70b-chat')?.scenario.name);
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await expect.element(queries).toHaveValue('5,000,000');
  });

  test('of no plan is answered in words, and the draft stays', async () => {
    const app = await mountApp(fakeServices(), '#/plan/nothing-here');
    await expect.element(page.getByText('There is no plan “nothing-here”')).toBeVisible();
    expect(app.app.draft.scenario.get()).toEqual(publishedLoad);
    window.location.hash = '#/plan/preset:none';
    await expect.element(page.getByText('There is no preset “none”.')).toBeVisible();
    await page.getByRole('link', { name: 'All scenarios and presets' }).click();
    await expect.element(page.getByRole('heading', { name: /saved scenario/ })).toBeVisible();
  });
});

describe('the address', () => {
  const shown = (): string | undefined => parseHash(window.location.hash).query['scenario'];

  test('follows the edits without a step in the history, and opens the same plan elsewhere', async () => {
    const app = await mountApp(fakeServices(), '#/plan');
    await expect.element(queries).toBeVisible();
    const steps = window.history.length;
    await queries.fill('7M');
    await expect.poll(() => app.app.draft.scenario.get()?.demand.queriesPerDay).toBe(7e6);
    const edited = await packScenario(app.app.draft.scenario.get() ?? publishedLoad);
    await expect.poll(shown).toBe(edited);
    expect(window.history.length).toBe(steps);
    const { hash } = window.location;
    const gpus = await servers();
    unmount();
    await mountApp(fakeServices(), hash);
    await expect.element(name).toHaveTextContent(/^Opened “.*” from a link\.$/);
    await expect.element(queries).toHaveValue('7,000,000');
    await expect.poll(servers).toBe(gpus);
  });

  test('keeps the plan while a ledger is opened and closed', async () => {
    await mountApp(fakeServices(), '#/plan');
    await expect.poll(shown).toBeDefined();
    window.location.hash = '#/plan?line=fleet.servers';
    await expect.element(page.getByRole('complementary', { name: 'Ledger' })).toBeVisible();
    await expect.poll(shown).toBeDefined();
    expect(parseHash(window.location.hash).query['line']).toBe('fleet.servers');
  });

  test('that the reader goes back to shows the plan as it is now', async () => {
    const app = await mountApp(fakeServices(), '#/plan');
    await expect.poll(shown).toBeDefined();
    const [{ hash }, state] = [window.location, window.history.state as unknown];
    window.location.hash = '#/catalog';
    await expect.element(page.getByRole('heading', { name: 'Catalogue' })).toBeVisible();
    await app.app.draft.set({ ...publishedLoad, demand: { ...publishedLoad.demand, queriesPerDay: 9e6 } });
    // What going back does; the history of a frame is that of its window, tests and all.
    window.history.replaceState(state, '', hash);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    await expect.element(queries).toHaveValue('9,000,000');
    expect(name.elements()).toEqual([]);
  });

  test('has the plan of a page that is loaded again where nothing is kept', async () => {
    const app = await mountApp(fakeServices(), '#/plan');
    await expect.poll(shown).toBeDefined();
    await app.app.draft.set({ ...publishedLoad, demand: { ...publishedLoad.demand, queriesPerDay: 9e6 } });
    const edited = await packScenario(app.app.draft.scenario.get() ?? publishedLoad);
    await expect.poll(shown).toBe(edited);
    const [{ hash }, state] = [window.location, window.history.state as unknown];
    unmount();
    await mountApp(fakeServices(), hash, state);
    await expect.element(queries).toHaveValue('9,000,000');
  });
});

test('what would make it cheaper: each lever with its effect, and a click plans with it', async () => {
  const app = await mountApp(fakeServices(), '#/plan?show=levers');
  const table = page.getByRole('group', { name: 'Table of levers' });
  await expect.element(table.getByRole('row', { name: /^Weights in 8 bits .*−\d+ %/ })).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
  await table.getByRole('button', { name: 'Plan with it: Weights in 8 bits' }).click();
  await expect
    .poll(() => {
      const scenario = app.app.draft.scenario.get();
      return scenario?.mode === 'physical' ? scenario.precision.weights : '';
    })
    .toBe('int8');
  await expect.poll(() => table.getByText('Weights in 8 bits', { exact: true }).elements().length).toBe(0);
});

test('the plan stands beside a starting point and beside itself as it was', async () => {
  const app = await mountApp(fakeServices(), '#/plan?show=beside');
  await page.getByRole('button', { name: 'Keep this plan beside' }).click();
  await page.getByRole('combobox', { name: 'Put beside this plan' }).fill('llama 3 70b');
  await userEvent.keyboard('{Enter}');
  const table = page.getByRole('group', { name: 'Table of plans side by side' });
  await expect.poll(() => table.getByRole('columnheader').elements().length).toBe(4);
  await app.app.draft.set({ ...publishedLoad, demand: { ...publishedLoad.demand, queriesPerDay: 125e6 } });
  await expect.element(table.getByRole('row', { name: /^Queries 125,000,000 .*250,000,000 / })).toBeVisible();
  await expect.element(table.getByRole('row', { name: /^GPUs .*\+\d+ %/ })).toBeVisible();
  await expect
    .element(page.getByRole('link', { name: 'To the page of scenarios' }))
    .toHaveAttribute('href', expect.stringContaining('a=draft&b='));
  expect(await accessibilityProblems()).toEqual([]);
});

/** Everything on the page that can be seen, through all shadow roots. */
const seen = (root: ParentNode = document): Element[] =>
  [...root.querySelectorAll('*')]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .flatMap((element) => [element, ...(element.shadowRoot === null ? [] : seen(element.shadowRoot))]);

test('the answer stays in sight while inputs far below are edited, and says what the last edit made of it', async () => {
  await mountApp(fakeServices(), '#/plan');
  await open('Economics and carbon');
  const price = page.getByRole('textbox', { name: 'Electricity', exact: true });
  await price.fill('0.16');
  await expect.element(page.getByText(/^Last edit: Electricity 0\.08 .*→ 0\.16/)).toBeVisible();
  await expect.element(page.getByRole('term').filter({ hasText: /^Cost per month/ })).toHaveTextContent(/\+\$\d/);
  price.element().scrollIntoView({ block: 'center' });
  expect(window.scrollY).toBeGreaterThan(100);
  const strip = seen().find(({ localName }) => localName === 'rr-plan-strip');
  const { top, bottom } = strip!.getBoundingClientRect();
  expect(top).toBeGreaterThanOrEqual(0);
  expect(bottom).toBeLessThan(window.innerHeight / 2);
});

test('groups of inputs and parts below the answer are closed until they are asked for', async () => {
  await mountApp(fakeServices(), '#/plan');
  await servers();
  const sections = seen().filter(({ localName }) => localName === 'rr-section');
  expect(sections.length).toBeGreaterThan(6);
  expect(sections.filter((section) => section.hasAttribute('open')).map(({ id }) => id)).toEqual([]);
});

test('a preset that is edited says so in its name', async () => {
  const app = await mountApp(fakeServices(), '#/plan');
  await expect.element(queries).toBeVisible();
  const preset = findPreset('llama3-70b-chat')?.scenario;
  if (preset !== undefined) await app.app.draft.set(preset);
  await queries.fill('7M');
  await expect.poll(() => app.app.draft.scenario.get()?.name).toBe(`${preset?.name ?? ''}, edited`);
  await queries.fill('8M');
  await expect.poll(() => app.app.draft.scenario.get()?.demand.queriesPerDay).toBe(8e6);
  expect(app.app.draft.scenario.get()?.name).toBe(`${preset?.name ?? ''}, edited`);
});

test('a number that may mean two is asked about, and meanwhile the answer is of before', async () => {
  Object.defineProperty(navigator, 'language', { value: 'de-DE', configurable: true });
  try {
    const app = await mountApp(fakeServices(), '#/plan');
    const before = await servers();
    await queries.fill('250.000');
    await expect.element(page.getByRole('alert').getByRole('button', { name: '250', exact: true })).toBeVisible();
    expect(await servers()).toBe(before);
    await page.getByRole('button', { name: '250,000', exact: true }).click();
    await expect.poll(() => app.app.draft.scenario.get()?.demand.queriesPerDay).toBe(250_000);
    await queries.fill('1,5');
    await expect.poll(() => app.app.draft.scenario.get()?.demand.queriesPerDay).toBe(1.5);
  } finally {
    Reflect.deleteProperty(navigator, 'language');
  }
});

test('at most 60 stops of Tab lead from the top of the page to its ledger', async () => {
  await mountApp(fakeServices(), '#/plan');
  await expect.element(page.getByRole('heading', { name: 'What binds' })).toBeVisible();
  const stops = seen().filter(
    (element) =>
      element.matches(':is(a[href], button, input, select, summary, [tabindex]):not(:disabled)') &&
      (element as HTMLElement).tabIndex >= 0,
  );
  const ledger = stops.findIndex((stop) => stop.matches('summary') && stop.textContent.includes('Ledger'));
  const names = stops
    .slice(0, ledger)
    .map((stop) => stop.getAttribute('aria-label') ?? `${stop.localName}.${stop.textContent.trim().slice(0, 20)}`);
  expect(names.length).toBeGreaterThan(20);
  expect(names.length, names.join(', ')).toBeLessThanOrEqual(60);
});

test('what binds is told by what a small change of it saves, and of how many only once it is of the plan shown', async () => {
  const { createComputeClient: make, ...services } = fakeServices();
  let [held, release] = [Promise.resolve(), (): void => undefined];
  const app = await mountApp(
    {
      ...services,
      createComputeClient: async (onReplaced) => {
        const { run } = await make(onReplaced);
        return {
          run: async (...args) => {
            if (args[0] === 'moves') await held;
            return run(...args);
          },
        };
      },
    },
    '#/plan',
  );
  await expect.element(page.getByRole('heading', { name: 'What binds' })).toBeVisible();
  const move = page
    .getByRole('listitem')
    .filter({ hasText: /→ .+:\s+−\d+ servers?/ })
    .first();
  await expect.element(move).toHaveTextContent(/servers? of \d/);
  held = new Promise((resolve) => (release = resolve));
  await queries.fill('500M');
  await expect.element(move).not.toHaveTextContent(/servers? of \d/);
  const planPage = app.renderRoot.querySelector('rr-plan-page');
  expect(planPage?.hasAttribute('computing')).toBe(true);
  release();
  await expect.element(move).toHaveTextContent(/servers? of \d/);
  await expect.poll(() => planPage?.hasAttribute('computing')).toBe(false);
  await queries.fill('1');
  await expect.element(page.getByText(/The fleet is busy less than 0\.001 % of the time/).first()).toBeVisible();
});

test('the published estimate comes out to the digit, and a number opens its line in the ledger', async () => {
  await mountApp(fakeServices(), '#/plan');
  await page.getByRole('radio', { name: 'Published arithmetic' }).click();
  await page.getByRole('link', { name: '30,382' }).first().click();
  const ledger = page.getByRole('complementary', { name: 'Ledger' });
  await expect.element(ledger.getByRole('link', { name: '729,167' })).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => ledger.elements().length).toBe(0);
});

test('a model that does not fit is said in words, with what would relieve it', async () => {
  await mountApp(fakeServices(), '#/plan');
  await pick('Server', 'a100 320');
  await expect.element(page.getByText(/does not fit/).first()).toBeVisible();
  await expect.element(page.getByText(/^No such fleet/)).toBeVisible();
});

test('an infeasible plan is repaired by one click on its advice', async () => {
  const app = await mountApp(fakeServices(), '#/plan');
  await open('SLO and reliability');
  await page.getByRole('textbox', { name: 'Token interval p99' }).fill('5');
  await expect.element(page.getByText(/^No such fleet: Token interval p99/)).toBeVisible();
  await page.getByRole('button', { name: /^Set Token interval p99 to \d+ ms$/ }).click();
  await expect.poll(() => page.getByText(/^No such fleet/).elements().length).toBe(0);
  const repaired = app.app.draft.scenario.get();
  expect(repaired?.mode === 'physical' && repaired.slo.tpotP99Ms).toBeGreaterThan(5);
});

test('a fleet of what was measured is refused in words where nothing was', async () => {
  await mountApp(fakeServices(), '#/plan');
  await open('Hardware and serving');
  await page.getByRole('combobox', { name: 'Accelerator' }).selectOptions('What was measured here');
  await expect.element(page.getByText(/needs a calibration of it/)).toBeVisible();
  await expect.element(page.getByRole('link', { name: 'Measure here' })).toHaveAttribute('href', '#/measure');
});

test('a fleet of what was measured is planned with the calibration in use, its memory and power as they are typed', async () => {
  const store = createMemoryStore();
  await store.calibrations.put(calibrationFixture({ accelerator: null }));
  const app = await mountApp(fakeServices(createFakeClient(), store), '#/plan');
  await app.app.draft.useFits({ calibration: 'fit-1' });
  await open('Hardware and serving');
  await page.getByRole('combobox', { name: 'Accelerator' }).selectOptions('What was measured here');
  await expect.element(page.getByText(/needs its memory/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Memory of what was measured' }).fill('80');
  await page.getByRole('textbox', { name: 'Power limit of what was measured' }).fill('400');
  await pick('Model', 'llama 2 7b');
  // An adapter of a teraflop a second reads a prompt in seconds.
  await page.getByRole('textbox', { name: 'First token p99 in milliseconds' }).fill('20000');
  await expect
    .poll(() => app.app.answers.latest.get()?.plan.ledger.find(({ id }) => id === 'kernel.computeEfficiency')?.tier)
    .toBe('calibrated');
  await expect.element(page.getByText(/with what was measured here/)).toBeVisible();
});

describe('the load', () => {
  test('is split into classes, each with lengths and an SLO of its own, and back', async () => {
    const app = await mountApp(fakeServices(), '#/plan');
    const classes = () => {
      const scenario = app.app.draft.scenario.get();
      return scenario?.mode === 'physical' ? scenario.demand.classes : undefined;
    };
    await open('Load');
    await page.getByRole('button', { name: 'Split into classes of requests' }).click();
    const second = page.getByRole('group', { name: 'Class 2: class 2' });
    await second.getByRole('textbox', { name: 'Output', exact: true }).fill('400');
    await expect.poll(() => classes()?.[1]!.outputTokens).toBe(400);
    await second.getByRole('textbox', { name: 'Share' }).fill('many');
    await expect.element(second.getByRole('textbox', { name: 'Share' })).toHaveAttribute('aria-invalid', 'true');
    expect(classes()?.[1]!.share).toBe(1);
    await second.getByRole('button', { name: 'Remove class 2' }).click();
    await expect.poll(() => classes()?.length).toBe(1);
    await page.getByRole('button', { name: 'One kind of requests' }).click();
    await expect.poll(classes).toBeNull();
  });

  test('takes a record of its hours, and says what is wrong with one', async () => {
    const app = await mountApp(fakeServices(), '#/plan');
    await open('Load');
    await page.getByText('Paste a table').click();
    const table = page.getByRole('textbox', { name: 'Loads by the hour' });
    await table.fill('1\n2\n3');
    await page.getByRole('button', { name: 'Use this table' }).click();
    await expect.element(page.getByText(/has 3 hours; it must have 24/)).toBeVisible();
    await table.fill(Array.from({ length: 24 }, (_, hour) => `${String(hour)}:00,${String(100 + hour)}`).join('\n'));
    await page.getByRole('button', { name: 'Use this table' }).click();
    await expect
      .poll(() => {
        const scenario = app.app.draft.scenario.get();
        return scenario?.mode === 'physical' ? scenario.demand.hourlyProfile?.length : undefined;
      })
      .toBe(24);
    expect(page.getByRole('textbox', { name: 'Peak to average' }).elements()).toEqual([]);
  });

  test('counts energy and carbon within the boundary that is chosen, here and above', async () => {
    const app = await mountApp(fakeServices(), '#/plan?show=energy');
    await expect.poll(() => app.app.answers.latest.get() !== null).toBe(true);
    const { carbon } = app.app.answers.latest.get()!.plan;
    const boundaries = page.getByRole('group', { name: 'Energy and carbon by boundary' });
    await expect.element(boundaries.getByRole('row', { name: /^Life cycle/ })).toBeVisible();
    const perDay = (kg: number | null) => quantityText(kg ?? NaN, 'kg');
    await expect.element(page.getByText(/Facility:/)).toBeVisible();
    await page.getByRole('radio', { name: 'Accelerators' }).click();
    await expect.element(page.getByText(/Accelerators:/)).toBeVisible();
    await expect
      .element(boundaries.getByRole('row', { name: /^Accelerators/ }))
      .toHaveTextContent(perDay(carbon.chipKgPerDay));
    await expect.element(page.getByText('accelerators alone').first()).toBeVisible();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(page.getByRole('radio', { name: 'Life cycle' })).toBeChecked();
    await expect.element(page.getByText(/times as much as the facility alone/)).toBeVisible();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('radio', { name: 'Accelerators' })).toBeChecked();
    await expect
      .element(
        page.getByRole('group', { name: 'Power of an accelerator by phase' }).getByRole('row', { name: /^Decoding/ }),
      )
      .toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test('shows what a number hangs on, input by input, each leading to its line', async () => {
    await mountApp(fakeServices(), '#/plan?show=sure');
    const tornado = page.getByRole('list', { name: 'Cost per month as each input moves' });
    await expect.element(tornado.getByRole('link', { name: 'Accelerator time' })).toBeVisible();
    const first = (list: typeof tornado) => list.getByRole('listitem').first();
    await expect.element(first(tornado)).toHaveTextContent(/±[\d.]+ %.*\$[\d.]+ M to \$[\d.]+ M/);
    await page.getByRole('combobox', { name: 'Number' }).selectOptions('Electricity per day');
    const other = page.getByRole('list', { name: 'Electricity per day as each input moves' });
    await expect.element(other.getByRole('link', { name: 'Price of electricity' })).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test('takes the hours of its grid', async () => {
    const app = await mountApp(fakeServices(), '#/plan');
    await open('Economics and carbon');
    await page.getByText('Paste its hours').click();
    const table = page.getByRole('textbox', { name: 'Grid carbon by the hour' });
    await table.fill(Array.from({ length: 24 }, (_, hour) => String(300 + hour)).join('\n'));
    await page.getByRole('button', { name: 'Use this table' }).click();
    await expect
      .poll(() => {
        const scenario = app.app.draft.scenario.get();
        return scenario?.mode === 'physical' ? scenario.carbon.hourlyProfile?.length : undefined;
      })
      .toBe(24);
    await expect.element(page.getByText(/Most carbon in an hour: 1\.04 times the mean/)).toBeVisible();
  });

  test('that a budget serves is found and planned for', async () => {
    const app = await mountApp(fakeServices(), '#/plan');
    await open('What a budget serves');
    await page.getByRole('textbox', { name: 'Budget' }).fill('3');
    await page.getByRole('button', { name: 'Plan for this load' }).click();
    await expect.poll(() => app.app.answers.latest.get()?.plan.fleet.racks).toBe(3);
  });

  test('is simulated beside its closed form', async () => {
    const services = { ...fakeServices(), createComputeClient: () => Promise.resolve(createComputeClient()) };
    await mountApp(services, '#/plan?show=load');
    await page.getByRole('button', { name: 'Check by simulation' }).click();
    await expect.element(page.getByRole('progressbar', { name: 'Simulation' })).toBeVisible();
    await expect.element(page.getByText(/6 loads simulated/)).toBeVisible();
  });
});

describe('a computing thread', () => {
  test('that was replaced is said, and the answer comes', async () => {
    const { createComputeClient: make, ...services } = fakeServices();
    await mountApp(
      {
        ...services,
        createComputeClient: (onReplaced) => {
          onReplaced('it gave no sign of life for 20 s');
          return make(onReplaced);
        },
      },
      '#/plan',
    );
    await expect
      .element(page.getByText(/thread that computes was lost \(it gave no sign of life for 20 s\)/))
      .toBeVisible();
    expect(await servers()).not.toBe('');
  });

  test('that fails over a plan is said, and the same can be asked again', async () => {
    const { createComputeClient: make, ...services } = fakeServices();
    let failing = true;
    await mountApp(
      {
        ...services,
        createComputeClient: async (onReplaced) => {
          const { run } = await make(onReplaced);
          return {
            run: (...args) => (failing ? Promise.reject(new Error('The thread is gone.')) : run(...args)),
          };
        },
      },
      '#/plan',
    );
    await expect.element(page.getByText('The thread is gone.')).toBeVisible();
    failing = false;
    await page.getByRole('button', { name: 'Compute it again' }).click();
    expect(await servers()).not.toBe('');
  });
});

test('the same load on other servers: a click plans with one', async () => {
  const app = await mountApp(fakeServices(), '#/plan');
  await open('The same load on other servers');
  const table = page.getByRole('group', { name: 'Table of servers' });
  await table.getByRole('button', { name: 'DGX H100' }).click();
  expect(app.app.draft.scenario.get()?.hardware.server).toBe('dgx-h100');
});

test('the same load on other servers: a fit counts in the rows of its accelerator, which say so', async () => {
  const store = createMemoryStore();
  const a100 = {
    accelerator: 'a100-sxm-80gb',
    matrixUnits: true,
    elementBytes: 2,
    peakTflops: 312,
    bandwidthGBps: 2039,
  };
  await store.calibrations.put(calibrationFixture({ ...a100, name: 'My A100' }));
  const app = await mountApp(fakeServices(createFakeClient(), store), '#/plan');
  await open('The same load on other servers');
  const table = page.getByRole('group', { name: 'Table of servers' });
  await expect.element(table.getByRole('row', { name: /^DGX H100/ })).toBeVisible();
  expect(table.getByRole('columnheader', { name: 'Stands on' }).elements()).toEqual([]);
  await app.app.draft.useFits({ calibration: 'fit-1' });
  await expect.element(table.getByRole('row', { name: /^DGX A100 640.*kernels of “My A100”$/ })).toBeVisible();
  await expect.element(table.getByRole('row', { name: /^DGX H100.*published$/ })).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
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
    await expect.element(page.getByRole('link', { name: '30,382' }).first()).toBeVisible();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => app.app.draft.scenario.get()?.mode).toBe('physical');
  });

  test('in a damaged link is refused, and the draft stands', async () => {
    await mountApp(fakeServices(), '#/plan?scenario=AAAA');
    await expect.element(page.getByText(/damaged or cut off/)).toBeVisible();
    await expect.element(queries).toHaveValue('250,000,000');
  });
});
