import { css, html, type TemplateResult } from 'lit';

const TABS = [
  { name: 'Measure', href: '#/measure' },
  { name: 'Calibrate', href: '#/measure/calibrate' },
  { name: 'History', href: '#/measure/history' },
] as const;

/** The two halves of measuring, as links: each has an address of its own. */
export const measureTabs = (current: (typeof TABS)[number]['name']): TemplateResult => html`
  <nav class="tabs no-print" aria-label="Measure and calibrate">
    ${TABS.map(
      ({ name, href }) => html`<a href=${href} aria-current=${name === current ? 'page' : 'false'}>${name}</a>`,
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
