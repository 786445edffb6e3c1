import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type ConsoleMessage, type Locator, type Page, type Request } from '@playwright/test';
import type axe from 'axe-core';
import { OPEN_ADDRESSES } from '../src/app/router/addresses.ts';
import type { Product } from '../src/records/product.ts';

/**
 * Every page of every journey is watched: a console error, an exception, a violation of the security policy or a
 * request to anywhere but the app's own origin fails the test, whatever else it asserts.
 */
export interface Watch {
  /** What went wrong so far. */
  readonly faults: readonly string[];
  /** Takes faults that a journey provokes on purpose out of the account. */
  expectFault(pattern: RegExp): void;
}

interface SeenViolation {
  readonly directive: string;
  readonly blocked: string;
}

declare global {
  function reportPolicyViolation(violation: SeenViolation): Promise<void>;
}

const watchPage = async (page: Page, origin: string): Promise<Watch & { readonly unexpected: () => string[] }> => {
  const faults: string[] = [];
  const expected: RegExp[] = [];
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
  page.on('crash', () => faults.push('the page crashed'));
  page.on('request', (request: Request) => {
    const { protocol, origin: requestOrigin } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && requestOrigin !== origin)
      faults.push(`request: ${request.url()}`);
  });
  await page.exposeFunction('reportPolicyViolation', ({ directive, blocked }: SeenViolation) => {
    faults.push(`policy: ${directive} refused ${blocked}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      void globalThis.reportPolicyViolation({ directive: violatedDirective, blocked: blockedURI });
    });
  });
  return {
    faults,
    expectFault: (pattern) => expected.push(pattern),
    unexpected: () => faults.filter((fault) => !expected.some((pattern) => pattern.test(fault))),
  };
};

export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({ page, baseURL }, use) => {
      const watch = await watchPage(page, new URL(baseURL ?? '').origin);
      await use(watch);
      expect(watch.unexpected(), 'faults seen while the journey ran').toEqual([]);
    },
    { auto: true },
  ],
});

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const EVERY_RULE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it stands, one line each: by all rules, or by those that are named. */
export const accessibilityFaults = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
  await page.evaluate(axeSource);
  const runOnly =
    rules === undefined ? { type: 'tag' as const, values: EVERY_RULE } : { type: 'rule' as const, values: [...rules] };
  return page.evaluate(async (only) => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, { runOnly: only });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${JSON.stringify(target)} ${failureSummary ?? ''}`),
    );
  }, runOnly);
};

/** The addresses of all pages. */
export const PAGES = OPEN_ADDRESSES;

export const openPage = async (page: Page, hash: string): Promise<void> => {
  await page.goto(`/${hash}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
};

/** Code that is laid before the measuring worker's own: what cannot be staged from outside is staged where the GPU is asked. */
export const inMeasuringWorker = async (page: Page, ...preludes: readonly string[]): Promise<void> => {
  await page.route(/\/measure\.worker-[^/]+\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: [...preludes, await response.text()].join('\n') });
  });
};

/** A function that stands by itself, called in the measuring worker with a value that JSON can hold. */
export const prelude = <T>(run: (value: T) => void, value: T): string =>
  `(${run.toString()})(${JSON.stringify(value)});`;

/**
 * Whatever suite is asked for, only these products are measured, after all roofs; by this kernel, so that none is searched
 * for, unless it is `auto`. A whole suite takes a software adapter minutes.
 */
export const onlyProducts = (shapes: readonly Product[], kernel: string): string =>
  prelude(
    (wanted) => {
      addEventListener('message', ({ data }: MessageEvent<{ request?: object }>) => {
        if (data.request !== undefined) Object.assign(data.request, wanted);
      });
    },
    { suite: 'custom', shapes, kernel },
  );

/** Three small products by a kernel that compiles at once. */
export const FEW_PRODUCTS = onlyProducts(
  [64, 96, 128].map((size) => ({ m: size, n: size, k: size })),
  'register-4x4-wg8x8',
);

export { expect };

/** The number of a headline, by how its label begins. */
export const headline = (page: Page, label: string): Locator =>
  page
    .locator('rr-headline')
    .getByRole('term')
    .filter({ hasText: new RegExp(`^${label}`) })
    .locator('..')
    .getByRole('definition')
    .first();
