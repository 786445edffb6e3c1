import { expect, FEW_PRODUCTS, inMeasuringWorker, test } from './fixtures.ts';

test('leaving in the middle of a run asks first, and what a reload breaks off is completed', async ({ page }) => {
  test.setTimeout(400_000);
  await inMeasuringWorker(page, FEW_PRODUCTS);
  await page.goto('/#/measure');
  const progress = page.getByRole('progressbar', { name: 'Progress of the run' });
  const verified = page
    .getByRole('region', { name: 'Products and roofs' })
    .getByRole('row')
    .filter({ hasText: '✓ verified' });
  const missing = page.getByRole('button', { name: 'Measure what is missing' });

  await test.step('who stays when asked keeps the run going', async () => {
    await page.getByRole('button', { name: 'Measure this GPU' }).click();
    await expect(page.getByText(/· [3-9] of \d+ ·/)).toBeVisible({ timeout: 60_000 });
    const question = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const dialog = await question;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await expect(progress).toBeVisible();
  });

  await test.step('who leaves finds what was finished, and the offer to complete it', async () => {
    const question = page.waitForEvent('dialog').then(async (dialog) => {
      await dialog.accept();
      return dialog.type();
    });
    await page.reload();
    expect(await question).toBe('beforeunload');
    await expect(progress).toHaveCount(0);
    await expect(missing).toBeVisible();
    await expect(page.getByText('This run was broken off')).toBeVisible();
    expect(await verified.count()).toBeGreaterThanOrEqual(3);
  });

  await test.step('completed, it is the same run with all that it had, and nobody is asked any more', async () => {
    const had = await verified.count();
    await missing.click();
    await expect(progress).toBeVisible();
    await expect(page.getByRole('button', { name: 'Measure again' })).toBeVisible({ timeout: 300_000 });
    await expect(missing).toHaveCount(0);
    expect(await verified.count()).toBeGreaterThan(had);
    await page.getByRole('link', { name: 'History' }).click();
    await expect(page.getByText('1 run in this browser')).toBeVisible();
    let question = false;
    page.once('dialog', (dialog) => {
      question = true;
      void dialog.accept();
    });
    await page.reload();
    expect(question).toBe(false);
  });
});
