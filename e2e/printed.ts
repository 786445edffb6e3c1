import type { Page } from '@playwright/test';

/** The text of a sheet in CSS px: A4 and Letter with margins of 12 mm. */
export const SHEETS = { A4: 703, Letter: 725 } as const;

interface Sheet {
  readonly paper: string;
  readonly ink: string;
  /** What only a hand on a screen can use. */
  readonly controls: readonly string[];
  /** What ends beyond the edge of the sheet. */
  readonly cut: readonly string[];
  /** What covers the text below it. */
  readonly floating: readonly string[];
  readonly words: string;
}

/** The page as it stands on a sheet of that width. */
export const printed = async (page: Page, width: number): Promise<Sheet> => {
  await page.setViewportSize({ width, height: 1000 });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  return page.evaluate(() => {
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((element) => [
        element,
        ...(element.shadowRoot === null ? [] : all(element.shadowRoot)),
      ]);
    const name = (element: Element): string =>
      `${element.localName}.${element.getAttribute('class') ?? ''} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40)}`;
    const seen = all(document).filter((element) => element.checkVisibility({ visibilityProperty: true }));
    const { clientWidth } = document.documentElement;
    return {
      paper: getComputedStyle(document.documentElement).backgroundColor,
      ink: getComputedStyle(document.documentElement).color,
      controls: seen
        .filter((element) => element.matches('button:not(th *, .name *), input[type=search], nav[aria-label=Pages]'))
        .map(name),
      cut: seen
        .filter((element) => element.matches('table, td, th, text, svg, p, dl, label, rr-rack-elevation'))
        .filter((element) => element.getClientRects().length > 0 && getComputedStyle(element).clipPath === 'none')
        .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
        .map(name),
      floating: seen.filter((element) => ['fixed', 'sticky'].includes(getComputedStyle(element).position)).map(name),
      words: seen
        .flatMap((element) =>
          element instanceof HTMLInputElement
            ? [element.value]
            : element instanceof HTMLSelectElement
              ? [element.selectedOptions[0]?.text ?? '']
              : [...element.childNodes].flatMap((node) => (node instanceof Text ? [node.data] : [])),
        )
        .join(' ')
        .replace(/\s+/g, ' '),
    };
  });
};
