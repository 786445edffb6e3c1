import { expect, openPage, test } from './fixtures.ts';

test('a ledger whose part of the program does not arrive says so, and comes with the next try', async ({
  page,
  watch,
}) => {
  watch.expectFault(/Failed to load resource/);
  await page.route(/rr-ledger-drawer/, (route) => route.abort());
  await openPage(page, '#/plan');
  await page.locator('rr-plan-strip').getByRole('link').first().click();
  const drawer = page.getByRole('complementary', { name: 'Ledger' });
  await expect(drawer.getByRole('alert')).toContainText('did not arrive');
  await page.unroute(/rr-ledger-drawer/);
  await drawer.getByRole('button', { name: 'Try again' }).click();
  await expect(drawer.locator('details.target')).toBeVisible();
});
