import { expect, type Page } from '@playwright/test';

/** What a page says or shows while it has not finished. */
export const PENDING_WORDS = /\b(Loading|Computing|Reading|Fitting|Checking|Looking for)( [\w’ ]{0,50})?(…|;)/;

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
      const isPending =
        element.matches('[aria-busy=true], [computing], [role=progressbar], progress') || pendingWords.test(own);
      return isPending ? [`${element.localName} ${own.replace(/\s+/g, ' ').trim().slice(0, 60)}`.trim()] : [];
    });
  }, PENDING_WORDS.source);

/** Slowest page on a busy machine: the plan with its ranges and the comparison of all hardware. */
const MOST_MS = 90_000;
/** Work that hangs on other work begins within so long. */
const QUIET_MS = 150;

/** What was just done is told for some seconds over the page. */
const dismissToast = async (page: Page): Promise<void> => {
  const dismiss = page.locator('rr-toast').getByRole('button', { name: 'Dismiss' });
  if (await dismiss.isVisible()) await dismiss.click();
  await expect(page.locator('rr-toast .toast')).toHaveCount(0);
};

/** Waits until nothing on the page is to come and nothing follows from that, and clears away what was just told. */
export const settle = async (page: Page): Promise<void> => {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await expect(async () => {
    expect(await pendingParts(page)).toEqual([]);
    await page.waitForTimeout(QUIET_MS);
    expect(await pendingParts(page)).toEqual([]);
  }).toPass({ timeout: MOST_MS, intervals: [QUIET_MS] });
  await dismissToast(page);
};
