import { css, html, type TemplateResult } from 'lit';
import { hrefOf, tabsOf, type PageId } from '../../router/addresses.ts';

/** The pages of measuring, as links: each has an address of its own. */
export const measureTabs = (current: PageId): TemplateResult => html`
  <nav class="tabs no-print" aria-label="Measure and calibrate">
    ${tabsOf('measure').map(
      (page) => html`<a href=${hrefOf(page)} aria-current=${page.id === current ? 'page' : 'false'}>${page.title}</a>`,
    )}
  </nav>
`;

export const tabStyles = css`
  .tabs {
    display: flex;
    gap: var(--space-6);
    margin-bottom: calc(-1 * var(--space-3));
    border-bottom: 1px solid var(--hairline);
  }
  .tabs a {
    padding: var(--space-2) 0;
    border-bottom: 2px solid transparent;
    margin-bottom: -1px;
    color: var(--ink-2);
    text-decoration: none;
  }
  .tabs a:hover {
    color: var(--ink);
  }
  .tabs a[aria-current='page'] {
    border-bottom-color: var(--accent);
    color: var(--ink);
    font-weight: var(--strong);
  }
`;
