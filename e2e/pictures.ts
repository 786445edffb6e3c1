import { formatHash, parseHash } from '../src/app/router/location.ts';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { pendingParts, settle } from './settled.ts';

const FOLDER = join(import.meta.dirname, '../docs/screenshots');

/** What the page was when its picture was taken; the gate holds it against the picture that is kept. */
export interface PictureState {
  readonly sha256: string;
  readonly address: string;
  readonly heading: string;
  readonly viewport: string;
  readonly colorScheme: string;
  /** What was still to come; a settled page has nothing. */
  readonly pending: readonly string[];
  /** Words on the page, in and outside the picture. */
  readonly words: string;
}

const MOST_WORDS = 1500;
/** Edges of letters differ a little from one version of a browser to the next; a part that moved is far more. */
const MOST_PIXELS = 0.01;

const wordsOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    /** What has no box of its own stands there by its parts. */
    const isSeen = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true }) || getComputedStyle(element).display === 'contents';
    const texts = (node: Node): string[] =>
      node instanceof Text
        ? [node.data]
        : node instanceof Element && !isSeen(node)
          ? []
          : [node, ...(node instanceof Element && node.shadowRoot !== null ? [node.shadowRoot] : [])].flatMap(
              (parent) => [...parent.childNodes].flatMap(texts),
            );
    return texts(document.body).join(' ').replace(/\s+/g, ' ').trim();
  });

/** Without the record that the page mirrors in it, which says nothing that is not in the picture. */
const addressOf = (page: Page): string => {
  const { segments, query } = parseHash(new URL(page.url()).hash);
  const { scenario: _scenario, training: _training, ...rest } = query;
  return formatHash({ segments, query: rest });
};

/**
 * A picture for docs/screenshots and, beside it, what the page was: taken of a settled page only, by
 * `npm run screenshots` only. `npm run test:deep -- looks` holds the page against the picture that is kept; any other run of
 * tests leaves both alone.
 */
export const shoot = async (page: Page, name: string, part?: Locator): Promise<void> => {
  const use = process.env['ROOFRACK_SCREENSHOTS'];
  if (use === undefined) return;
  await settle(page);
  // A picture itself would wait for its part as long as its test may last.
  if (part !== undefined) await expect(part, `the part of ${name}`).toBeVisible();
  const picture = await (part ?? page).screenshot({ animations: 'disabled' });
  if (use === 'compare') {
    expect.soft(picture).toMatchSnapshot(`${name}.png`, { maxDiffPixelRatio: MOST_PIXELS });
    return;
  }
  const pending = await pendingParts(page);
  if (pending.length > 0) throw new Error(`${name}: not settled while the picture was taken: ${pending.join('; ')}`);
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const state: PictureState = {
    sha256: createHash('sha256').update(picture).digest('hex'),
    address: addressOf(page),
    heading: await page.getByRole('heading', { level: 1 }).innerText(),
    viewport: `${String(width)} × ${String(height)}`,
    colorScheme: await page.evaluate(() => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')),
    pending,
    words: (await wordsOf(page)).slice(0, MOST_WORDS),
  };
  writeFileSync(join(FOLDER, `${name}.png`), picture);
  const file = join(FOLDER, 'states.json');
  const states = JSON.parse(readFileSync(file, 'utf8')) as Record<string, PictureState>;
  const sorted = Object.entries({ ...states, [name]: state }).sort(([a], [b]) => a.localeCompare(b));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
};
