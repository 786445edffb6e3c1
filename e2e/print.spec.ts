import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { STATES } from './states.ts';

/** The text of a sheet in CSS px: A4 and Letter with margins of 12 mm. */
const SHEETS = { A4: 703, Letter: 725 } as const;

interface Sheet {
  readonly paper: string;
  readonly ink: string;
  /** What only a hand on a screen can use. */
  readonly controls: readonly string[];
  /** What ends beyond the edge of the sheet. */
  readonly cut: readonly string[];
  /** What covers the text below it. */
  readonly floating: readonly string[];
  readonly words: string;
}

/** The page as it stands on a sheet of that width. */
const printed = async (page: Page, width: number): Promise<Sheet> => {
  await page.setViewportSize({ width, height: 1000 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  return page.evaluate(() => {
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        element,
        ...(element.shadowRoot === null ? [] : all(element.shadowRoot)),
      ]);
    const name = (element: Element): string =>
      `${element.localName}.${element.getAttribute('class') ?? ''} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}`;
    const seen = all(document).filter((element) => element.checkVisibility({ visibilityProperty: true }));
    const { clientWidth } = document.documentElement;
    return {
      paper: getComputedStyle(document.documentElement).backgroundColor,
      ink: getComputedStyle(document.documentElement).color,
      controls: seen
        .filter((element) => element.matches('button:not(th *, .name *), input[type=search], nav[aria-label=Pages]'))
        .map(name),
      cut: seen
        .filter((element) => element.matches('table, td, th, text, svg, p, dl, label, rr-rack-elevation'))
        .filter((element) => element.getClientRects().length > 0 && getComputedStyle(element).clipPath === 'none')
        .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
        .map(name),
      floating: seen.filter((element) => ['fixed', 'sticky'].includes(getComputedStyle(element).position)).map(name),
      words: seen
        .flatMap((element) =>
          element instanceof HTMLInputElement
            ? [element.value]
            : element instanceof HTMLSelectElement
              ? [element.selectedOptions[0]?.text ?? '']
              : [...element.childNodes].flatMap((node) => (node instanceof Text ? [node.data] : [])),
        )
        .join(' ')
        .replace(/\s+/g, ' '),
    };
  });
};

for (const [name, open] of Object.entries(STATES)) {
  test(`on paper ${name} has no controls, nothing beyond the edge and no dark colours`, async ({ page }) => {
    await open(page);
    // Dark by choice, not only by the system.
    await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'));
    for (const [sheet, width] of Object.entries(SHEETS)) {
      const { paper, ink, controls, cut, floating } = await printed(page, width);
      expect(controls, sheet).toEqual([]);
      expect(cut, sheet).toEqual([]);
      expect(floating, sheet).toEqual([]);
      expect(paper).toBe('rgb(255, 255, 255)');
      expect(Number(/^oklch\(([\d.]+)/.exec(ink)?.[1]), ink).toBeLessThan(0.4);
    }
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
  });
}

test('a printed plan has every number of its scenario, open groups and closed', async ({ page }) => {
  await STATES['the physical plan'](page);
  const values = await page.locator('rr-scenario-form rr-number-field').evaluateAll((fields) =>
    fields.flatMap((field) => {
      const { label, value } = field as HTMLElement & { label: string; value: number | string };
      return value === '' ? [] : [[label, field.shadowRoot?.querySelector('input')?.value ?? ''] as const];
    }),
  );
  expect(values.length).toBeGreaterThan(20);
  const { words } = await printed(page, SHEETS.A4);
  for (const [label, value] of values) {
    expect(words).toContain(label);
    expect(words).toContain(value);
  }
});

test('a chart is drawn for the sheet, and for the screen again afterwards', async ({ page }) => {
  await STATES['the physical plan'](page);
  const chart = page.getByRole('img', { name: /^Latency against load/ });
  const width = (): Promise<number> => chart.evaluate((svg) => (svg as SVGSVGElement).viewBox.baseVal.width);
  const onScreen = await width();
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await expect.poll(width).toBeLessThanOrEqual(SHEETS.A4);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await expect.poll(width).toBe(onScreen);
});
