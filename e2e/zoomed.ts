import type { Page } from '@playwright/test';

/** WCAG 1.4.10: 1280 × 1024 at 400 %. */
export const ZOOMED = { width: 320, height: 256 };
/** A bar that stays may take a quarter of what is seen, and does so on a phone; at 400 % none does. */
export const MOST_OF_THE_VIEW = 0.25;

interface Look {
  readonly scrollsSideways: number;
  /** Share of the height that what stays in place covers; panels over the page are not counted, they scroll as a whole. */
  readonly staying: number;
  /** Text of drawings that ends outside the view, where nothing scrolls to it. */
  readonly cutTexts: readonly string[];
  /** Controls that lie under something else when they have the focus. */
  readonly covered: readonly string[];
}

/** Looks at the page as it stands, through all shadow roots. */
export const lookAt = (page: Page): Promise<Look> =>
  page.evaluate(() => {
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        element,
        ...(element.shadowRoot === null ? [] : all(element.shadowRoot)),
      ]);
    const parent = (element: Element): Element | null => {
      const root = element.getRootNode();
      return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    };
    const within = (element: Element | null, test: (candidate: Element) => boolean): boolean =>
      element !== null && (test(element) || within(parent(element), test));
    const topmost = (x: number, y: number): Element | null => {
      let found = document.elementFromPoint(x, y);
      for (;;) {
        const inner: Element | null = found?.shadowRoot?.elementFromPoint(x, y) ?? null;
        if (inner === null || inner === found) return found;
        found = inner;
      }
    };
    const name = (element: Element): string =>
      `${element.localName} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}`;
    const elements = all(document);
    const seen = elements.filter((element) => element.checkVisibility({ visibilityProperty: true }));

    window.scrollTo(0, document.documentElement.scrollHeight / 2);
    const rows = new Set<number>();
    for (const element of seen) {
      const { position } = getComputedStyle(element);
      const isPanel = (element.shadowRoot?.querySelector('aside') ?? null) !== null;
      if ((position !== 'fixed' && position !== 'sticky') || isPanel) continue;
      const { top, bottom, width } = element.getBoundingClientRect();
      if (width < window.innerWidth / 2) continue;
      for (let y = Math.max(0, Math.floor(top)); y < Math.min(window.innerHeight, bottom); y++) rows.add(y);
    }

    const scrollsInside = (candidate: Element): boolean =>
      ['auto', 'scroll'].includes(getComputedStyle(candidate).overflowX);
    const cutTexts = seen
      .filter((element) => element instanceof SVGTextElement && !within(element, scrollsInside))
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
      .map(name);

    const panel = seen.find((element) => element.localName === 'aside');
    const controls = seen.filter(
      (element) =>
        element.matches(':is(a[href], button, input, select, summary):not(:disabled)') &&
        (panel === undefined || within(element, (candidate) => candidate === panel)),
    );
    const covered = controls.filter((element) => {
      (element as HTMLElement).focus();
      // A link in a text may stand on two lines, one of them empty.
      const { left, right, top, bottom } = [...element.getClientRects()].reduce(
        (widest, rect) => (rect.width > widest.width ? rect : widest),
        new DOMRect(),
      );
      const [x, y] = [(Math.max(0, left) + Math.min(right, window.innerWidth)) / 2, (top + bottom) / 2];
      if (x < 0 || y < 0 || x > window.innerWidth || y > window.innerHeight) return true;
      const seenThere = topmost(x, y);
      return !(
        within(seenThere, (candidate) => candidate === element) ||
        within(element, (candidate) => candidate === seenThere)
      );
    });
    return {
      scrollsSideways: document.documentElement.scrollWidth - window.innerWidth,
      staying: rows.size / window.innerHeight,
      cutTexts,
      covered: covered.map(name),
    };
  });
