import type { Locator, Page } from '@playwright/test';
import { serialiseMeasurement } from '../src/exchange/measurement.ts';
import { caseFixture, measurementFixture } from '../src/records/testing/measurement.ts';
import { expect, headline } from './fixtures.ts';
import type { Reader } from './reader.ts';

/**
 * The five jobs that Roofrack is hired for, each from the page that opens by itself to the answer, as someone does them who knows
 * the field and not the tool. What is expected on the way stands on the screen.
 */
export interface Job {
  readonly name: string;
  readonly asks: string;
  readonly answer: (reader: Reader) => Promise<void>;
}

const railLink = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true });

const engineer: Job = {
  name: 'ML infrastructure engineer',
  asks: '250 M queries a day at p99 TTFT 1 s: how many A100s? And on H100s?',
  answer: async (reader) => {
    const { page } = reader;
    await reader.press(railLink(page, 'Plan'));
    const sentence = page.locator('rr-scenario-sentence');
    await reader.type(sentence.getByLabel('Queries per day'), '250M');
    await reader.pick(sentence.getByRole('combobox', { name: 'Model' }), 'gpt-3 175b');
    await reader.pick(sentence.getByRole('combobox', { name: 'Server' }), 'dgx a100 640');
    await reader.type(sentence.getByLabel('First token p99 in milliseconds'), '1000');
    const servers = headline(page, 'Servers');
    await expect(servers).toHaveText(/^\d+$/);
    await expect(page.locator('rr-plan-strip [aria-busy=true]')).toHaveCount(0);
    const onA100 = await servers.innerText();
    await reader.pick(sentence.getByRole('combobox', { name: 'Server' }), 'dgx h100');
    await expect(sentence.getByRole('combobox', { name: 'Server' })).toHaveValue(/^8 × H100 .* DGX H100$/);
    await expect(servers).not.toHaveText(onA100);
    await expect(servers).toHaveText(/^\d+$/);
    expect(Number(await servers.innerText())).toBeLessThan(Number(onA100));
  },
};

const planner: Job = {
  name: 'data-centre planner',
  asks: 'My racks take 17 kW and 900 kg. What does that fleet look like in my hall?',
  answer: async (reader) => {
    const { page } = reader;
    await reader.press(railLink(page, 'Racks'));
    const room = page.getByRole('region', { name: 'What your racks and your hall take' });
    await reader.type(room.getByLabel('Rack power'), '17');
    await reader.type(room.getByLabel('Rack load'), '900');
    await reader.type(room.getByLabel('Racks per row'), '12');
    await expect(page.getByText('a rack full of servers: 2 per rack')).toBeVisible();
    await expect(page.getByText(/Power binds/)).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^\s*\d+\s+racks, proved least\s*$/);
    await expect(page.getByRole('group', { name: /^Floor plan: \d+ racks in \d+ rows/ })).toBeVisible();
  },
};

const owner: Job = {
  name: 'WebGPU developer',
  asks: 'What does this GPU deliver in this browser? Is that good?',
  answer: async (reader) => {
    const { page } = reader;
    await reader.press(page.getByRole('button', { name: 'Measure this GPU' }));
    await expect(page.getByRole('progressbar', { name: 'Progress of the run' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Measure again' })).toBeVisible({ timeout: 700_000 });
    await expect(headline(page, 'Fastest product')).toHaveText(/\d/);
    await expect(page.getByText(/% of the multiply-add roof measured in the same run/)).toBeVisible();
    await expect(page.getByRole('group', { name: 'Table of other accelerators' })).toContainText('H100');
  },
};

/** The same product before and after a change that slowed it down by half. */
const runOf = (id: string, name: string, day: number, ms: number) => {
  const samplesMs = Array.from({ length: 30 }, (_, i) => ms * (1 + i / 3000));
  const createdAt = `2026-11-0${String(day)}T10:00:00.000Z`;
  const cases = [caseFixture(256, { samplesMs, medianMs: ms, ci95Ms: [ms, 1.01 * ms] })];
  const run = measurementFixture({ id, name, createdAt, cases });
  return { name: `${id}.json`, mimeType: 'application/json', buffer: Buffer.from(serialiseMeasurement(run)) };
};

const kernelEngineer: Job = {
  name: 'kernel engineer',
  asks: 'Did this change slow a kernel down?',
  answer: async (reader) => {
    const { page } = reader;
    await reader.press(page.getByRole('link', { name: 'History', exact: true }));
    await reader.give(page.locator('rr-history-page input[type=file]'), [
      runOf('before', 'Before the change', 1, 2),
      runOf('after', 'After the change', 2, 3),
    ]);
    await reader.tick(page.getByRole('checkbox', { name: 'Compare Before the change' }));
    await expect(page.getByText(/^One run chosen/)).toBeVisible();
    await reader.tick(page.getByRole('checkbox', { name: 'Compare After the change' }));
    await expect(page.getByText('▼ 1 regressed')).toBeVisible();
    await expect(page.getByRole('group', { name: 'Table of the comparison' })).toContainText('0.667×');
  },
};

const analyst: Job = {
  name: 'analyst',
  asks: 'Where does “30,000 A100s for ChatGPT” come from? What did training GPT-3 cost, and what in 2030?',
  answer: async (reader) => {
    const { page } = reader;
    await reader.press(railLink(page, 'Verify'));
    const detail = page.locator('[data-case="guosheng-2023-gpus"]');
    await reader.press(detail.locator('summary'));
    await expect(detail.getByText('ceil(729166.667 / 24) = 30,382 GPUs')).toBeVisible();
    await expect(detail.getByText(/Guosheng Securities.*2023-02-12/)).toBeVisible();
    await reader.press(railLink(page, 'Training'));
    await expect(headline(page, 'Cost of the run')).toHaveText('$1.398 M');
    const series = page.getByRole('group', { name: 'Table of series' }).getByRole('row', { name: /^GPT-3 level/ });
    await expect(series).toContainText('2030: $30');
  },
};

export const JOBS: readonly Job[] = [engineer, planner, owner, kernelEngineer, analyst];
