import type { Page } from '@playwright/test';
import { createRandom } from '../src/base/random.ts';
import { serialiseMeasurement } from '../src/exchange/measurement.ts';
import type { Measurement } from '../src/records/measurement.ts';
import { caseFixture, measurementFixture } from '../src/records/testing/measurement.ts';
import { expect, openPage } from './fixtures.ts';
import { sweepFile } from './sweep-file.ts';

/** Finished runs without measuring: what the history imports. */
export const importRuns = async (page: Page, runs: readonly Measurement[]): Promise<void> => {
  await openPage(page, '#/measure/history');
  await page.locator('rr-history-page input[type=file]').setInputFiles(
    runs.map((run) => ({
      name: `${run.id}.json`,
      mimeType: 'application/json',
      buffer: Buffer.from(serialiseMeasurement(run)),
    })),
  );
  const heading = runs.length === 1 ? '1 run in this browser' : `${String(runs.length)} runs in this browser`;
  await expect(page.getByRole('heading', { name: heading })).toBeVisible();
};

const importRun = (page: Page): Promise<void> => importRuns(page, [measurementFixture()]);

/** A run a day: small products became slower on the thirteenth; on the last day another kernel ran, of 512³ so restlessly that nothing is decided. */
export const MONTH: readonly Measurement[] = Array.from({ length: 24 }, (_, i) => {
  const random = createRandom(i + 1);
  const last = i === 23;
  const cases = [64, 96, 128, 192, 256, 384, 512, 1024].map((size) => {
    const { medianMs: usualMs } = caseFixture(size);
    const slower = size <= 256 && i >= 12 && !last ? 1.15 : 1;
    const scatter = size === 512 ? 0.1 : 0.01;
    const samplesMs = Array.from({ length: 15 }, () => usualMs * slower * Math.exp(scatter * random.normal()));
    const medianMs = samplesMs.toSorted((a, b) => a - b)[7] ?? usualMs;
    const gflops = (2 * size ** 3) / medianMs / 1e6;
    const kernel = last ? 'register-8x8-wg8x8' : 'tile-64x64x16-wg8x8';
    return caseFixture(size, { samplesMs, medianMs, gflops, percentOfRoof: gflops / 12, kernel });
  });
  const day = String(i + 1).padStart(2, '0');
  return measurementFixture({ id: `day-${day}`, name: `Day ${day}`, createdAt: `2026-10-${day}T10:00:00.000Z`, cases });
});

const compareRuns = async (page: Page): Promise<void> => {
  await importRuns(page, MONTH);
  await page.getByRole('combobox', { name: 'Trend of' }).selectOption({ label: 'Time of 256×256×256 f32' });
  await page.getByRole('checkbox', { name: 'Compare Day 23' }).check();
  await page.getByRole('checkbox', { name: 'Compare Day 24' }).check();
  await expect(page.getByRole('button', { name: /^Rerun these two interleaved/ })).toBeVisible();
};

/** A sweep with its front, its curves and a row computed again. */
export const openSweep = async (page: Page): Promise<void> => {
  await openPage(page, '#/plan/sweeps');
  await page.locator('rr-sweeps-page input[type=file]').setInputFiles({
    name: 'chat.parquet',
    mimeType: 'application/octet-stream',
    buffer: await sweepFile(),
  });
  const front = page.getByRole('group', { name: 'Table of the front' });
  await front.getByRole('link').first().click();
  await expect(page.getByRole('region', { name: /^Row/ }).getByRole('status')).toContainText('Computed here again');
  await expect(page.getByText(/How sure these places are/)).toHaveCount(0);
};

/** Opens every part of a page that is closed. */
const openSections = (page: Page): Promise<void> =>
  page.locator('rr-section:not([open])').evaluateAll((sections) => {
    for (const section of sections) section.shadowRoot?.querySelector('summary')?.click();
  });

const ownServer = (uHeight: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      format: 'roofrack-hardware',
      version: 1,
      servers: [{ id: 'own-box', model: 'Box', acceleratorId: 'h100-sxm', gpus: 8, uHeight, maxPowerW: 9000 }],
    }),
  );

const importHardware = async (page: Page, uHeight: number): Promise<void> => {
  await page.locator('rr-own-hardware input[type=file]').setInputFiles({
    name: 'box.json',
    mimeType: 'application/json',
    buffer: ownServer(uHeight),
  });
};

/** A fit that a newer version might have kept, and a plan that names it. */
const damageStore = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = () => {
          reject(request.error ?? new Error('no reason given'));
        };
      });
    interface Draft {
      readonly scenario: { readonly hardware: object };
    }
    const stores = (await done(indexedDB.open('roofrack'))).transaction(['scenarios', 'calibrations'], 'readwrite');
    const fit = { format: 'roofrack-calibration', version: 99, id: 'my-fit', name: 'A fit of the new cluster in Oslo' };
    await done(stores.objectStore('calibrations').put(fit));
    const draft = (await done(stores.objectStore('scenarios').get('draft'))) as Draft;
    const hardware = { ...draft.scenario.hardware, calibration: 'my-fit' };
    await done(stores.objectStore('scenarios').put({ ...draft, scenario: { ...draft.scenario, hardware } }));
  });

/** Every page in every state that looks different, by a name for the test's title: how to get there. */
export const STATES = {
  'a first visit': (page) => openPage(page, '#/measure'),
  'a finished run': async (page) => {
    await importRun(page);
    await openPage(page, '#/measure?run=run-1');
    await expect(page.getByRole('heading', { name: 'Products and roofs' })).toBeVisible();
  },
  'the history with a comparison': compareRuns,
  'a calibration': async (page) => {
    await importRuns(page, MONTH.slice(-1));
    await openPage(page, '#/measure/calibrate?product-sort=-error');
    await page.getByRole('heading', { name: 'Every product' }).scrollIntoViewIfNeeded();
    await expect(page.getByRole('group', { name: 'Table of products' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Against published throughputs' })).toBeVisible();
  },
  'published parameters': async (page) => {
    await openPage(page, '#/measure/calibrate');
    await expect(page.getByText('Kernel times, nine in ten within')).toBeVisible();
  },
  'the physical plan': async (page) => {
    await openPage(page, '#/plan');
    await expect(page.getByRole('heading', { name: 'From mean load to the fleet' })).toBeVisible();
    await openSections(page);
    await expect(page.getByRole('heading', { name: 'Floors no software gets below, at mean load' })).toBeVisible();
  },
  'the published plan': async (page) => {
    await openPage(page, '#/plan');
    await page.getByRole('radio', { name: 'Published arithmetic' }).click();
    await expect(page.getByText('30,382', { exact: true }).first()).toBeVisible();
  },
  'a plan that cannot be': async (page) => {
    await openPage(page, '#/plan');
    await page.locator('rr-scenario-sentence').getByLabel('First token p99 in milliseconds').fill('20');
    await expect(page.getByText(/^No such fleet/)).toBeVisible();
  },
  'the open ledger': async (page) => {
    await openPage(page, '#/plan?line=fleet.servers');
    await expect(page.getByRole('complementary', { name: 'Ledger' }).locator('details.target')).toBeVisible();
  },
  'the scenarios with a comparison': async (page) => {
    await openPage(page, '#/plan/scenarios');
    await page.getByRole('checkbox', { name: 'Compare Llama 2 70B, chat' }).check();
    await page.getByRole('checkbox', { name: 'Compare Llama 3 70B, chat' }).check();
    await expect(page.getByRole('group', { name: 'Table of the comparison' })).toContainText('Weights fp16 → fp8');
  },
  'a sweep with a row of it': openSweep,
  'the racks': async (page) => {
    await openPage(page, '#/racks');
    await expect(page.getByRole('heading', { name: 'Elevations' })).toBeVisible();
  },
  'a training that cannot be, with a mistake and its ledger': async (page) => {
    await openPage(page, '#/training?line=step.totalGB');
    const ledger = page.getByRole('complementary', { name: 'Ledger' });
    await expect(ledger.locator('details.target')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(ledger).toHaveCount(0);
    await page.getByText('Memory of a step', { exact: true }).click();
    await page.getByLabel('Tensor parallelism', { exact: true }).fill('1');
    await page.getByLabel('PUE', { exact: true }).fill('none');
    await expect(page.getByText('This training cannot be run')).toBeVisible();
  },
  'the verified cases': async (page) => {
    await openPage(page, '#/verify?case=unite-composed-fall');
    await expect(page.locator('[data-case="unite-composed-fall"]')).toHaveAttribute('open');
  },
  // One table with eight contents: the one with links into other pages and the one with the longest texts.
  'the catalogue of accelerators': (page) => openPage(page, '#/catalog?kind=accelerators'),
  'the catalogue of measured rows': (page) => openPage(page, '#/catalog?kind=measured'),
  'an open fact': async (page) => {
    await openPage(page, '#/catalog?kind=accelerators&id=h100-sxm&field=peakDenseBf16Tflops');
    await expect(page.getByRole('complementary', { name: /^Facts of/ }).locator('.target')).toBeVisible();
  },
  'own hardware with a mistake': async (page) => {
    await openPage(page, '#/catalog?kind=servers');
    await page.getByRole('button', { name: 'Add a server' }).click();
    await page.getByLabel('Accelerators', { exact: true }).fill('lots');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await expect(page.getByText(/gpus \(Accelerators\) is lots/)).toBeVisible();
  },
  'own hardware that is already known': async (page) => {
    await openPage(page, '#/catalog?kind=servers');
    await importHardware(page, 6);
    await expect(page.getByRole('button', { name: 'Plan with Box' })).toBeVisible();
    await importHardware(page, 8);
    await expect(page.getByText('“Box” is already known')).toBeVisible();
  },
  'a browser that keeps nothing': async (page) => {
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('refused', 'SecurityError');
      };
    });
    await openPage(page, '#/racks');
    await expect(page.getByText('Nothing is kept')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Elevations' })).toBeVisible();
  },
  'records that cannot be read': async (page) => {
    await openPage(page, '#/plan');
    await page.getByRole('textbox', { name: 'Name of the scenario' }).fill('With a fit of mine');
    await page.getByRole('textbox', { name: 'Name of the scenario' }).blur();
    // The draft is written a moment after it was typed.
    await expect(() => damageStore(page)).toPass();
    await page.reload();
    await expect(page.getByText('Kept in this browser, but not readable by this version')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Plan with what is published' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'From mean load to the fleet' })).toBeVisible();
  },
  'an address of nothing': (page) => openPage(page, '#/nowhere'),
} satisfies Readonly<Record<string, (page: Page) => Promise<void>>>;
