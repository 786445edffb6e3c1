import { expect, inMeasuringWorker, openPage, prelude, test } from './fixtures.ts';

const MISSING = [
  {
    name: 'a browser without WebGPU',
    breaks: () => {
      Reflect.deleteProperty(Object.getPrototypeOf(navigator) as object, 'gpu');
    },
  },
  {
    name: 'a browser that finds no adapter',
    breaks: () => {
      GPU.prototype.requestAdapter = () => Promise.resolve(null);
    },
  },
] as const;

for (const { name, breaks } of MISSING) {
  test(`${name} says so, and planning works from published parameters`, async ({ page }) => {
    await inMeasuringWorker(page, prelude(breaks, null));
    await page.goto('/#/measure');
    await expect(page.getByText('nothing can be measured here')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Measure/ })).toHaveCount(0);
    await page.getByRole('link', { name: 'Go to the plan' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Plan' })).toBeVisible();
    await page.getByRole('radio', { name: 'Published arithmetic' }).click();
    await expect(page.getByText('30,382', { exact: true }).first()).toBeVisible();
    await openPage(page, '#/racks');
    await expect(page.getByRole('img').first()).toBeVisible();
  });
}
