import { html, svg } from 'lit';

/** Line icons on a 20 px grid, drawn in the current colour; always beside a word, so hidden from screen readers. */
const icon = (path: ReturnType<typeof svg>) =>
  html`<svg
    viewBox="0 0 20 20"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${path}
  </svg>`;

export const measureIcon = icon(svg`<path d="M3 15.5a7.5 7.5 0 1 1 14 0" /><path d="M10 13 13.5 7.5" />
  <circle cx="10" cy="13.5" r="1.2" />`);
export const planIcon = icon(svg`<path d="M3 3v14h14" /><path d="M6.5 13.5v-3M10 13.5v-6M13.5 13.5v-9" />`);
export const racksIcon = icon(svg`<rect x="4.5" y="2.5" width="11" height="15" rx="1" />
  <path d="M4.5 6.5h11M4.5 10.5h11M4.5 14.5h11M7 4.5h.01M7 8.5h.01M7 12.5h.01" />`);
export const catalogIcon = icon(svg`<path d="M4.5 3.5h8.5a2.5 2.5 0 0 1 2.5 2.5v10.5H7a2.5 2.5 0 0 1-2.5-2.5Z" />
  <path d="M7.5 7.5h5M7.500 10.5h5M4.5 14a2.5 2.5 0 0 1 2.5-2.5" />`);
export const trainingIcon = icon(svg`<path d="M3 3v14h14" /><path d="M5.5 5.5c2.5 0 3 6.5 5 8 1.5 1 4 1 6 1" />`);
export const verifyIcon = icon(svg`<circle cx="10" cy="10" r="7" /><path d="M6.8 10.2 9 12.5l4.3-5" />`);
export const undoIcon = icon(svg`<path d="M4 8h8a4 4 0 0 1 0 8H8" /><path d="M7 4.5 3.5 8 7 11.5" />`);
export const redoIcon = icon(svg`<path d="M16 8H8a4 4 0 0 0 0 8h4" /><path d="M13 4.5 16.5 8 13 11.5" />`);
export const lightIcon = icon(svg`<circle cx="10" cy="10" r="3.5" />
  <path d="M10 2.5v1.5M10 16v1.5M2.5 10h1.5M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1" />`);
export const darkIcon = icon(svg`<path d="M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5Z" />`);
export const systemIcon = icon(svg`<circle cx="10" cy="10" r="6.5" /><path d="M10 3.5v13a6.5 6.5 0 0 0 0-13Z"
  fill="currentColor" stroke="none" />`);
export const brandIcon = html`<svg
  viewBox="0 0 24 24"
  width="24"
  height="24"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  aria-hidden="true"
>
  <path d="M3 18 9.5 7.500H21" />
  <path d="M12 13h9M9.5 18H21" opacity="0.55" />
</svg>`;
