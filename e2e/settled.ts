import { expect, type Page } from '@playwright/test';

/** What a page says or shows while it has not finished. */
export const PENDING_WORDS = /^\s*(Loading|Computing|Reading|Fitting|Checking|Looking for)\b[^.]*(…|;)/;

/** What on the page, through all shadow roots, is still to come; empty once the page is settled. */
export const pendingParts = (page: Page): Promise<string[]> =>
  page.evaluate((words) => {
    const pendingWords = new RegExp(words);
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        element,
        ...(element.shadowRoot === null ? [] : all(element.shadowRoot)),
      ]);
    const seen = all(document).filter((element) => element.checkVisibility({ visibilityProperty: true }));
    return seen.flatMap((element) => {
      const own = [...element.childNodes].flatMap((node) => (node instanceof Text ? [node.data] : [])).join(' ');
      const isPending = element.matches('[aria-busy=true], [role=progressbar], progress') || pendingWords.test(own);
      return isPending ? [`${element.localName} ${own.replace(/\s+/g, ' ').trim().slice(0, 60)}`.trim()] : [];
    });
  }, PENDING_WORDS.source);

/** Slowest page on a busy machine: the plan with its ranges and the comparison of all hardware. */
const MOST_MS = 90_000;
/** Work that hangs on other work begins within so long. */
const QUIET_MS = 150;

/** Waits until nothing on the page is to come, and nothing follows from that. */
export const settle = async (page: Page): Promise<void> => {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await expect(async () => {
    expect(await pendingParts(page)).toEqual([]);
    await page.waitForTimeout(QUIET_MS);
    expect(await pendingParts(page)).toEqual([]);
  }).toPass({ timeout: MOST_MS, intervals: [QUIET_MS] });
};
