import { expect, test } from './fixtures.ts';
import { printed, SHEETS } from './printed.ts';
import program from '../package.json' with { type: 'json' };
import { STATES } from './states.ts';

test('a printed plan has every number of its scenario, open groups and closed, and charts drawn for the sheet', async ({
  page,
}) => {
  await STATES['the physical plan'](page);
  const values = await page.locator('rr-scenario-form rr-number-field').evaluateAll((fields) =>
    fields.flatMap((field) => {
      const { label, value } = field as HTMLElement & { label: string; value: number | string };
      return value === '' ? [] : [[label, field.shadowRoot?.querySelector('input')?.value ?? ''] as const];
    }),
  );
  expect(values.length).toBeGreaterThan(20);

  const chart = page.getByRole('img', { name: /^Latency against load/ });
  const width = (): Promise<number> => chart.evaluate((svg) => (svg as SVGSVGElement).viewBox.baseVal.width);
  await test.step('a chart is drawn for the sheet, and for the screen again afterwards', async () => {
    const onScreen = await width();
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await expect.poll(width).toBeLessThanOrEqual(SHEETS.A4);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect.poll(width).toBe(onScreen);
  });

  await test.step('the sheet has every number', async () => {
    const { words } = await printed(page, SHEETS.A4);
    for (const [label, value] of values) {
      expect(words).toContain(label);
      expect(words).toContain(value);
    }
  });
});

test('a sheet names the version, the day, and the way back to its plan', async ({ page }) => {
  await STATES['the physical plan'](page);
  await expect(page).toHaveURL(/[?&]scenario=/);
  const { words } = await printed(page, SHEETS.A4);
  expect(words).toContain(`Roofrack ${program.version}`);
  expect(words).toContain(new Date().toLocaleDateString('en-GB', { dateStyle: 'medium' }));
  await expect(page.locator('.imprint a')).toHaveAttribute('href', page.url());
});
