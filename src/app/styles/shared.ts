import { css, type CSSResult } from 'lit';

/** What every element with text starts from: box model, links, headings, focus, and text for screen readers only. */
export const baseStyles = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font: var(--text-20);
    font-weight: var(--strong);
    letter-spacing: -0.01em;
  }
  h2 {
    font: var(--text-16);
    font-weight: var(--strong);
  }
  h3 {
    font: var(--text-14);
    font-weight: var(--strong);
  }
  h1:focus {
    outline: none;
  }
  p {
    max-width: var(--line-length);
  }
  a {
    color: var(--accent);
    text-decoration-thickness: 1px;
    text-underline-offset: 2px;
  }
  a:hover {
    text-decoration-thickness: 2px;
  }
  code,
  .mono {
    font-family: var(--font-mono);
    font-size: 12px;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .quiet {
    color: var(--ink-2);
  }
  .small {
    font: var(--text-12);
  }
  .unit {
    color: var(--ink-2);
    font-weight: 400;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    border-radius: 2px;
  }
  .warnings {
    display: grid;
    gap: var(--space-1);
  }
  details > summary {
    width: max-content;
    max-width: 100%;
    color: var(--accent);
    cursor: pointer;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media print {
    h1,
    h2,
    h3 {
      break-after: avoid;
    }
    a {
      color: inherit;
    }
    .no-print,
    input[type='search'],
    input[type='file'] {
      display: none !important;
    }
  }
`;

/** Steps of the scale of spaces, of 4 px each. */
type Space = 1 | 2 | 3 | 4 | 6 | 8;

/** What stands below one another, a step of the scale of spaces apart, to be put into a rule; nothing widens the column. */
export const inColumn = (space: Space): CSSResult => css`
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  gap: var(--space-${space});
`;

/** An element whose parts stand below one another. */
export const hostInColumn = (space: Space): CSSResult => css`
  :host {
    ${inColumn(space)};
  }
`;

/** What a box to type or choose in looks like, to be put into a rule. */
export const textBox = css`
  height: 32px;
  padding: 0 var(--space-2);
  border: 1px solid var(--edge);
  border-radius: var(--radius);
  background: var(--surface);
  color: var(--ink);
  font: var(--text-14);
`;

/** A label that stands above what it names, to be put into a rule. */
export const labelAbove = css`
  display: grid;
  gap: var(--space-1);
  color: var(--ink-2);
  font: var(--text-12);
`;

export const buttonStyles = css`
  button,
  .button {
    display: inline-flex;
    align-items: center;
    gap: var(--space-2);
    min-height: 32px;
    padding: 5px var(--space-3);
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font: var(--text-14);
    text-decoration: none;
    cursor: pointer;
    transition: background-color var(--quick);
  }
  button:hover,
  .button:hover {
    background: var(--sunken);
  }
  button:focus-visible,
  .button:focus-visible {
    border-radius: var(--radius);
  }
  button.primary,
  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: var(--strong);
  }
  button.primary:hover,
  .button.primary:hover {
    background: color-mix(in oklch, var(--accent), var(--ink) 18%);
  }
  button.large {
    min-height: 44px;
    padding: 9px var(--space-6);
    font: var(--text-16);
    font-weight: var(--strong);
  }
  button.plain {
    min-height: 24px;
    padding: 2px var(--space-1);
    border-color: transparent;
    background: none;
    color: var(--accent);
  }
  button:disabled {
    border-color: var(--hairline);
    background: var(--sunken);
    color: var(--ink-3);
    cursor: not-allowed;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
    min-width: 0;
    max-width: 100%;
  }
  /* A label that looks like a button over the browser's own field for files. */
  .file {
    position: relative;
  }
  .file input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
  .file:focus-within {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  /* Nobody presses paper; a button that is the name of its row is read. */
  @media print {
    .button,
    button:not(th button, .name button) {
      display: none !important;
    }
    button.plain {
      padding: 0;
      color: inherit;
      font: inherit;
    }
  }
`;

/** A panel over the end of the page: a head that stays and a body that scrolls. */
export const drawerStyles = css`
  :host {
    position: fixed;
    inset: 0 0 0 auto;
    z-index: 5;
    width: min(520px, 100vw);
    border-inline-start: 1px solid var(--hairline);
    background: var(--paper);
    box-shadow: var(--float);
  }
  aside {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    height: 100%;
  }
  header {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--space-2);
    padding: var(--space-3) var(--space-4);
    border-bottom: 1px solid var(--hairline);
  }
  /* In a view of a few lines the head scrolls with the rest. */
  @media (max-height: 479.98px) {
    :host {
      overflow-y: auto;
    }
    aside {
      display: block;
      height: auto;
    }
  }
  @media print {
    :host {
      position: static;
      width: auto;
      border: 0;
      box-shadow: none;
    }
    aside {
      display: block;
      height: auto;
    }
  }
`;

/** Lists whose entries are edited in place: each a field set under its name, its fields as wide as `--field-width`. */
export const entryStyles = css`
  :host {
    ${inColumn(3)};
  }
  fieldset {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--field-width, 132px)), 1fr));
    gap: var(--space-2) var(--space-4);
    min-width: 0;
    margin: 0;
    padding: 0 0 0 var(--space-3);
    border: 0;
    border-inline-start: 2px solid var(--edge);
  }
  .head {
    display: flex;
    grid-column: 1 / -1;
    gap: var(--space-2);
  }
  .head input {
    flex: 1;
    min-width: 0;
    ${textBox};
    font-weight: var(--strong);
  }
`;

export const tableStyles = css`
  .table-scroll {
    /* Words for screen readers alone scroll with the table that they are in. */
    position: relative;
    overflow-x: auto;
    margin-inline: calc(-1 * var(--space-1));
    padding-inline: var(--space-1);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font: var(--text-14);
  }
  caption {
    padding-bottom: var(--space-2);
    text-align: start;
    color: var(--ink-2);
  }
  th,
  td {
    padding: 6px var(--space-4) 6px 0;
    border-bottom: 1px solid var(--hairline);
    text-align: start;
    vertical-align: baseline;
  }
  th:last-child,
  td:last-child {
    padding-inline-end: 0;
  }
  thead th {
    border-bottom-color: var(--edge);
    color: var(--ink-2);
    font: var(--text-12);
    white-space: nowrap;
  }
  button.sort {
    gap: 0;
    padding: 0;
    color: inherit;
    font: inherit;
    text-align: inherit;
  }
  button.sort:hover {
    color: var(--ink);
  }
  tbody th {
    font-weight: 400;
  }
  td code {
    white-space: nowrap;
  }
  td.figure,
  th.figure {
    text-align: end;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  tbody tr:hover > * {
    background: color-mix(in oklch, var(--ink) 3%, transparent);
  }
  /* Tables of sentences: on a phone a row is a card, its first two cells side by side, the others below by name. */
  @media screen and (max-width: 719.98px) {
    .cards thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    /* The heads by which it is sorted stay, in a row. */
    .cards.sortable thead {
      position: static;
      width: auto;
      height: auto;
      clip-path: none;
    }
    .cards.sortable thead tr {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1) var(--space-4);
    }
    .cards tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr) fit-content(60%);
      column-gap: var(--space-4);
      padding: 6px 0;
      border-bottom: 1px solid var(--hairline);
    }
    .cards :is(td, th) {
      min-width: 0;
      padding: 0;
      border: 0;
      overflow-wrap: anywhere;
      white-space: normal;
    }
    .cards tbody > tr > :nth-child(n + 3) {
      grid-column: 1 / -1;
      text-align: start;
    }
    .cards [data-label]::before {
      content: attr(data-label) ': ';
      color: var(--ink-2);
    }
  }
  /* Paper does not scroll: all columns stand on the sheet, in smaller type, and no row is cut in two. */
  @media print {
    .table-scroll {
      overflow: visible;
    }
    table {
      font-size: 10px;
      line-height: 14px;
    }
    th,
    td,
    thead th,
    td.figure,
    th.figure {
      padding-inline-end: var(--space-2);
      font-size: 10px;
      line-height: 14px;
      white-space: normal;
    }
    tbody th {
      min-width: 0 !important;
    }
    td code {
      font-size: 9px;
      white-space: normal;
      overflow-wrap: anywhere;
    }
    tr {
      break-inside: avoid;
    }
  }
`;

/** What opens and closes, with a mark that turns in place of the browser's own. */
export const disclosureStyles = css`
  summary {
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary::before {
    content: '';
    width: 6px;
    height: 6px;
    border-right: 1.5px solid var(--ink-2);
    border-bottom: 1.5px solid var(--ink-2);
    transform: rotate(-45deg);
  }
  details[open] > summary::before {
    transform: rotate(45deg);
  }
`;

/** Sections parted by a hairline and space; the page's grid. */
export const pageStyles = css`
  .page {
    ${inColumn(8)};
    max-width: 1240px;
    padding: var(--space-6) var(--space-8) var(--space-12);
  }
  section {
    ${inColumn(4)};
  }
  section + section,
  section.ruled {
    padding-top: var(--space-6);
    border-top: 1px solid var(--hairline);
  }
  .section-head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: var(--space-1) var(--space-4);
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr));
    gap: var(--space-8);
  }
  @media screen and (max-width: 719.98px) {
    .page {
      gap: var(--space-6);
      padding: var(--space-4) var(--space-4) var(--space-8);
    }
  }
  @media print {
    /* Sheets break blocks well and grids badly. */
    .page,
    section {
      display: block;
      max-width: none;
      padding: 0;
    }
    .page > * + *,
    section > * + * {
      margin-top: var(--space-3);
    }
    section + section,
    section.ruled {
      margin-top: var(--space-6);
      padding-top: var(--space-4);
    }
  }
`;
