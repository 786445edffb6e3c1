import * as v from 'valibot';
import { page, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishedLoad } from '../../../../catalog/presets.ts';
import { parseNumber } from '../../../../base/format.ts';
import { savedHardwareSchema } from '../../../../records/own-hardware.ts';
import { createMemoryStore } from '../../../../store/memory-store.ts';
import { RrSection } from '../../../controls/rr-section/rr-section.ts';
import { createFakeClient, fakeServices } from '../../../testing/fake-services.ts';
import { accessibilityProblems, mountApp, unmount } from '../../../testing/mount.ts';

beforeEach(async () => {
  await page.viewport(1280, 900);
});
afterEach(unmount);

type Link = HTMLElement | SVGElement;

const hrefOf = (link: Element): string => link.getAttribute('href') ?? '';
const queryOf = (href: string): URLSearchParams => new URLSearchParams(href.split('?')[1]);
const ledger = page.getByRole('complementary', { name: 'Ledger' });

interface LineLink {
  readonly href: string;
  /** The first on the page. */
  readonly link: Link;
}

/** Links to ledger lines, one for each line of each kind of ledger: `of=server:a` and `of=server:b` are one kind. */
const linksToLines = (): ReadonlyMap<string, LineLink> => {
  const links = page
    .getByRole('link')
    .elements()
    .filter((link) => /line=(?!all)/.test(hrefOf(link)));
  const first = new Map(links.toReversed().map((link) => [hrefOf(link), link]));
  return new Map(
    [...first].toReversed().map(([href, link]) => {
      const query = queryOf(href);
      return [`${query.get('line') ?? ''} of ${(query.get('of') ?? '').split(':')[0]}`, { href, link }];
    }),
  );
};

const linkTo = (href: string): Link | undefined =>
  page
    .getByRole('link')
    .elements()
    .find((link) => hrefOf(link) === href);

/** Opens every part of the page, as far down as it may stand. */
const openSections = (): void => {
  for (const heading of page.getByRole('heading', { level: 2 }).elements()) {
    const root = heading.getRootNode();
    if (root instanceof ShadowRoot && root.host instanceof RrSection) root.host.reveal();
  }
};

/** Address of the link that has the focus, through all shadow roots. */
const focusedHref = (): string | null => {
  let element = document.activeElement;
  for (;;) {
    const inner = element?.shadowRoot?.activeElement ?? null;
    if (inner === null) return element?.getAttribute('href') ?? null;
    element = inner;
  }
};

const openedLine = (): HTMLDetailsElement | null =>
  ledger.elements().at(0)?.querySelector('rr-ledger')?.shadowRoot?.querySelector('details.target') ?? null;

/** The number at the beginning of a text that is nothing but a number and its unit; 12 % is 0.12. */
const leadingNumber = (text: string): number | null => {
  const match = /^\s*([−-]?[\d,.]+)(?:×|\s*(%)|\s|$)/.exec(text);
  return match === null ? null : parseNumber(`${match[1]}${match[2] ?? ''}`);
};

/** Opens every line, sees that it is the number that was shown, and that closing brings the focus back. */
const openEveryLine = async (): Promise<readonly string[]> => {
  const links = linksToLines();
  for (const [name, { href, link: found }] of links) {
    // To look through the whole page for each would take longer than all else.
    const link = found.isConnected && hrefOf(found) === href ? found : linkTo(href);
    if (link === undefined) throw new Error(`${name} is no longer on the page`);
    const shown = leadingNumber(link.textContent);
    link.focus();
    // What Enter does to a link; keys themselves go to whichever page of the test run has the focus.
    link.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true }));
    await expect.poll(() => openedLine()?.dataset['line'], { message: name }).toBe(queryOf(href).get('line'));
    expect(openedLine()?.open, name).toBe(true);
    const explained = leadingNumber(openedLine()?.querySelector('.value')?.textContent ?? '');
    if (shown !== null && shown !== 0 && explained !== null) {
      // The page chooses a prefix, the ledger keeps its unit: the two are the same but for a power of a thousand, and rounding to
      // two digits (5 %: 0.007 of a power).
      const powers = Math.log(Math.abs(shown / explained)) / Math.log(1000);
      expect(Math.abs(powers - Math.round(powers)), `${name}: ${String(shown)}, ${String(explained)}`).toBeLessThan(
        0.0075,
      );
    }
    openedLine()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
    await expect.poll(() => ledger.elements().length).toBe(0);
    expect(focusedHref(), name).toBe(href);
  }
  return [...links.keys()];
};

test(
  'every number of the Plan page opens its line, in the ledger of the plan it belongs to',
  { timeout: 100_000 },
  async () => {
    await mountApp(fakeServices(), '#/plan');
    await expect
      .element(page.getByRole('heading', { name: 'How sure these numbers are' }), { timeout: 15_000 })
      .toBeVisible();
    openSections();
    await expect
      .element(page.getByRole('group', { name: /^Ranges that come mostly from/ }).first(), { timeout: 15_000 })
      .toBeVisible();
    await expect.element(page.getByText(/\d queries per day,/), { timeout: 15_000 }).toBeVisible();
    await expect
      .element(page.getByRole('group', { name: 'Table of servers' }).getByRole('row').nth(3), { timeout: 15_000 })
      .toBeVisible();
    await expect
      .element(page.getByRole('group', { name: 'Table of the comparison' }), { timeout: 15_000 })
      .toBeVisible();
    const opened = await openEveryLine();
    expect(opened.filter((name) => name.endsWith(' of '))).toEqual(
      expect.arrayContaining(['fleet.gpus of ', 'serving.batch of ', 'floors.shareByCompute of ']),
    );
    expect(opened).toEqual(
      expect.arrayContaining([
        'fleet.servers of server',
        'cost.usdPerMillionOutputTokens of server',
        'fleet.racks of load',
        'demand.queriesPerDay of load',
        'fleet.gpus of other-mode',
        'gap.fleet.gpus of gap',
        'hour.ofPromised of hour',
        'point.ttftMs of point',
        'point.queriesPerSecond of point',
      ]),
    );
  },
);

test('every number of the Racks page opens its line', async () => {
  await mountApp(fakeServices(), '#/racks');
  await expect.element(page.getByRole('heading', { name: 'Elevations' })).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
  const opened = await openEveryLine();
  expect(opened).toEqual(
    expect.arrayContaining(['racks.serversPerRack of racks', 'racks.usedKw of racks', 'racks.serversByKg of racks']),
  );
});

test('every number of a difference between two scenarios opens its line', { timeout: 240_000 }, async () => {
  const pair = new URLSearchParams({ a: 'draft', b: 'preset:llama3-70b-chat' });
  await mountApp(fakeServices(), `#/plan/scenarios?${pair.toString()}`);
  await expect.element(page.getByRole('group', { name: 'Table of the comparison' })).toBeVisible();
  const opened = await openEveryLine();
  expect(opened).toEqual(
    expect.arrayContaining(['fleet.servers of a', 'fleet.servers of b', 'change1.fleet.servers of difference']),
  );
  await expect.element(page.getByRole('group', { name: 'Table of the comparison' })).toBeVisible();
});

test('a point of a chart is explained by a click and by Enter, each number of its table by a link', async () => {
  await mountApp(fakeServices(), '#/plan?show=load');
  const chart = page.getByRole('img', { name: /^A day against capacity/ });
  await expect.element(chart).toBeVisible();
  (chart.element() as SVGElement).focus();
  await userEvent.keyboard('{Home}{ArrowRight}{ArrowRight}{ArrowRight}{Enter}');
  await expect.poll(() => openedLine()?.dataset['line']).toBe('hour.queriesPerSecond');
  expect(openedLine()?.textContent).toContain('03:00: queries');
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => ledger.elements().length).toBe(0);
  page
    .getByRole('group', { name: 'Numbers of A day against capacity', includeHidden: true })
    .element()
    .closest('details')
    ?.setAttribute('open', '');
  await page.getByRole('link', { name: '05:00' }).click();
  await expect.poll(() => openedLine()?.textContent).toContain('05:00: queries');
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => ledger.elements().length).toBe(0);
  await page.getByRole('img', { name: /^Latency against load/ }).click();
  await expect.poll(() => openedLine()?.dataset['line']).toMatch(/^point\.(ttftMs|tpotP99Ms)$/);
});

test('a ledger that is not of the plan on the page says so, also in a citation', async () => {
  await mountApp(fakeServices(), '#/plan?line=fleet.servers&of=server%3Adgx-h100');
  await expect.element(ledger.getByText(/Of the same load on DGX H100, not of the plan/)).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
  let copied = '';
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: {
      writeText: (text: string) => {
        copied = text;
        return Promise.resolve();
      },
    },
  });
  await expect.poll(openedLine).not.toBeNull();
  openedLine()?.querySelector<HTMLButtonElement>('button')?.click();
  await expect.poll(() => copied).toMatch(/^Servers: .*ledger line fleet\.servers of the same load on DGX H100$/);
});

test('an address that names no ledger, or no line, is answered in words', async () => {
  const app = await mountApp(fakeServices(), '#/plan?line=no.such.line');
  await expect.element(ledger.getByText(/It has no line/)).toBeVisible();
  app.app.router.go({ segments: ['plan'], query: { line: 'fleet.gpus', of: 'server:no-such-server' } });
  await expect.element(ledger.getByRole('heading', { name: 'Ledger, 0 lines' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => ledger.elements().length).toBe(0);
});

test('own hardware that the scenario does not use stands in the comparison, and opens its line', async () => {
  const store = createMemoryStore();
  const savedAt = '2026-11-21T10:00:00.000Z';
  const gpu = v.parse(savedHardwareSchema('accelerator'), {
    id: 'own-gpu',
    kind: 'accelerator',
    savedAt,
    fact: {
      id: 'own-gpu',
      name: 'Own GPU',
      peakDenseBf16Tflops: 900,
      memoryGB: 96,
      memoryBandwidthGBps: 3000,
      interconnectGBps: 900,
      kernelsOf: 'h100-sxm',
    },
  });
  const box = v.parse(savedHardwareSchema('server'), {
    id: 'own-box',
    kind: 'server',
    savedAt,
    fact: { id: 'own-box', model: 'Acme Box', acceleratorId: 'own-gpu', gpus: 8, uHeight: 5, maxPowerW: 7000 },
  });
  await store.hardware.put(gpu);
  await store.hardware.put(box);
  const app = await mountApp(fakeServices(createFakeClient(), store), '#/plan?show=servers');
  const row = page.getByRole('row', { name: /Acme Box own/ });
  await expect.element(row).toBeVisible();
  expect(app.app.draft.scenario.get()).toEqual(publishedLoad);
  await row.getByRole('link').first().click();
  await expect.poll(() => openedLine()?.dataset['line']).toBe('fleet.gpus');
  await expect.element(ledger.getByText(/Of the same load on Acme Box/)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await row.getByRole('button', { name: 'Acme Box' }).click();
  await expect.poll(() => app.app.answers.latest.get()?.plan.scenario.hardware.server).toBe('own-box');
});

test('arrow keys lead through the table of servers', async () => {
  await mountApp(fakeServices(), '#/plan?show=servers');
  const table = page.getByRole('group', { name: 'Table of servers' });
  const button = table.getByRole('button', { name: 'DGX H100' });
  await expect.element(button).toBeVisible();
  (button.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  expect(queryOf(focusedHref() ?? '').get('line')).toBe('fleet.servers');
  expect(queryOf(focusedHref() ?? '').get('of')).toBe('server:dgx-h100');
  await userEvent.keyboard('{ArrowUp}');
  expect(queryOf(focusedHref() ?? '').get('of')).not.toBe('server:dgx-h100');
  await userEvent.keyboard('{ArrowDown}{ArrowLeft}{ArrowLeft}');
  expect(button.element().matches(':focus')).toBe(true);
});
