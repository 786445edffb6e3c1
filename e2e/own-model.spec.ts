import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { accessibilityFaults, expect, openPage, test } from './fixtures.ts';
import { shoot } from './pictures.ts';

/** A model that the catalogue has not: of Qwen3-Next's make, in dimensions that nobody published. */
const CONFIG = JSON.stringify({
  architectures: ['Qwen3NextForCausalLM'],
  model_type: 'qwen3_next',
  hidden_size: 3072,
  num_hidden_layers: 40,
  num_attention_heads: 24,
  num_key_value_heads: 2,
  num_experts: 256,
  moe_intermediate_size: 768,
  torch_dtype: 'bfloat16',
  vocab_size: 151936,
});
const FILE = 'Acme--Hybrid-70B.json';

const drop = async (page: Page, text: string, name: string): Promise<void> => {
  await page.evaluate(
    ([body, file]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([body], file, { type: 'application/json' }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    },
    [text, name] as const,
  );
};

const readAs = (page: Page) => page.locator('rr-own-model [data-read-as]');

test('a config.json that the catalogue has not: dropped, planned, named in the ledger, shared', async ({
  page,
  browser,
  baseURL,
}) => {
  await openPage(page, '#/plan');
  await drop(page, CONFIG, FILE);
  await expect(readAs(page)).toContainText('Hybrid-70B (qwen3_next) read as:');
  await expect(readAs(page)).toContainText('KV 20,480 B per token at 1 k');
  await expect(page.locator('rr-scenario-sentence').getByRole('combobox', { name: 'Model' })).toHaveValue(/\(own\)$/);
  await expect(page.locator('rr-plan-strip').getByRole('definition').first()).toHaveText(/^[\d,]+$/);
  await expect(page.locator('details.warned')).toContainText('Left out or null');
  expect(await accessibilityFaults(page)).toEqual([]);
  await expect(page.getByRole('textbox', { name: 'Name of the scenario' })).toHaveValue(/, edited$/);
  await shoot(page, 'own-model-dropped');

  await page.goto(`${page.url().split('#')[0] ?? ''}#/plan?line=model.paramsTotal`);
  await expect(page.locator('rr-plan-ledger')).toContainText(FILE);
  await shoot(page, 'own-model-ledger');

  await page.goto(`${page.url().split('#')[0] ?? ''}#/catalog/models`);
  const kept = page.getByRole('group', { name: 'Table of own hardware' });
  await expect(kept).toContainText('own-hybrid-70b');
  await shoot(page, 'own-model-catalogue');

  await openPage(page, '#/plan');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: /share link/i }).click();
  await expect(page.getByText(/holds the whole scenario/)).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  // The address of the page is such a link itself.
  await expect(page).toHaveURL(link);
  const elsewhere = await browser.newContext({ baseURL: baseURL ?? '' });
  const other = await elsewhere.newPage();
  await other.goto(link);
  await expect(readAs(other)).toHaveText((await readAs(page).innerText()).trim());
  await elsewhere.close();
});

test('pasted, and refused in words where it is no decoder', async ({ page }) => {
  await openPage(page, '#/plan');
  const paste = (text: string) =>
    page.evaluate((body) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', body);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  await paste('{"model_type": "t5", "d_model": 512}');
  await expect(page.locator('rr-own-model')).toContainText('encoder-decoder');
  await shoot(page, 'own-model-refused');
  await paste(
    readFileSync(
      join(import.meta.dirname, '../src/exchange/model-config/testing/configs/openai--gpt-oss-20b.json'),
      'utf8',
    ),
  );
  await expect(readAs(page)).toContainText('mxfp4');
});
