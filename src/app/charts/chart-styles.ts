import { css } from 'lit';
import { inColumn } from '../styles/shared.ts';

/** A list of bars, each between its name and its figures. */
export const barListStyles = css`
  ul {
    display: grid;
    gap: var(--space-2) var(--space-4);
  }
  li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
  }
  svg {
    display: block;
    width: 100%;
    height: 12px;
  }
  .track {
    fill: var(--hairline);
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
`;

/** Where it is narrow the figures of a bar stand below it. */
export const figuresBelowStyles = css`
  @media screen and (max-width: 719.98px) {
    ul {
      grid-template-columns: max-content minmax(0, 1fr);
    }
    li {
      row-gap: 2px;
    }
    .figures {
      grid-column: 2;
    }
  }
`;

/** A drawing below its title. */
export const figureStyles = css`
  figure {
    ${inColumn(1)};
  }
  figcaption {
    font-weight: var(--strong);
  }
`;

/** What all charts share: hairline grids, quiet axes, four series that differ in colour, mark and dash. */
export const chartStyles = css`
  ${figureStyles}
  :host {
    min-width: 0;
  }
  /* Room for the longest sentence, so that what the pointer reads moves nothing. */
  .reading {
    min-height: 40px;
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
  }
  @media screen and (max-width: 719.98px) {
    .reading {
      min-height: 80px;
    }
  }
  svg {
    display: block;
    width: 100%;
    overflow: visible;
    touch-action: pan-y;
  }
  svg.leads {
    cursor: pointer;
  }
  svg:focus-visible {
    outline-offset: 4px;
    border-radius: var(--radius);
  }
  text {
    fill: var(--ink-2);
    font: 12px/16px var(--font);
    font-variant-numeric: tabular-nums;
  }
  .grid {
    stroke: var(--hairline);
    stroke-width: 1;
    shape-rendering: crispEdges;
  }
  .frame {
    stroke: var(--edge);
    stroke-width: 1;
    shape-rendering: crispEdges;
  }
  .cells {
    fill: var(--ink-3);
    shape-rendering: crispEdges;
  }
  .axis-title {
    fill: var(--ink-2);
  }
  .roof,
  .fit {
    fill: none;
    stroke: var(--ink);
    stroke-width: 1.5;
  }
  .zero {
    fill: none;
    stroke: var(--edge);
    stroke-width: 1;
  }
  .curve-label {
    fill: var(--ink);
    paint-order: stroke;
    stroke: var(--paper);
    stroke-width: 4px;
    stroke-linejoin: round;
  }
  .series {
    fill: none;
    stroke-width: 1.5;
  }
  .mark {
    stroke-width: 1.5;
  }
  .mark.hollow {
    fill: var(--paper);
  }
  .interval {
    stroke-width: 1.5;
    opacity: 0.65;
  }
  .s0 {
    --c: var(--series-1);
  }
  .s1 {
    --c: var(--series-2);
  }
  .s2 {
    --c: var(--series-3);
  }
  .s3 {
    --c: var(--series-4);
  }
  .series.s1 {
    stroke-dasharray: 6 3;
  }
  .series.s2 {
    stroke-dasharray: 2 3;
  }
  .series.s3 {
    stroke-dasharray: 8 3 2 3;
  }
  .series,
  .mark,
  .interval {
    stroke: var(--c);
  }
  .mark {
    fill: var(--c);
  }
  .series-label {
    fill: var(--c);
    font-weight: var(--strong);
    paint-order: stroke;
    stroke: var(--paper);
    stroke-width: 4px;
    stroke-linejoin: round;
  }
  .active {
    fill: none;
    stroke: var(--ink);
    stroke-width: 2;
  }
  .guide {
    fill: none;
    stroke: var(--ink-3);
    stroke-width: 1;
    stroke-dasharray: 2 2;
    shape-rendering: crispEdges;
  }
  .foot {
    display: grid;
    grid-template-columns: minmax(0, 1fr) max-content;
    gap: var(--space-4);
    align-items: start;
  }
  details {
    color: var(--ink-2);
  }
  summary {
    width: max-content;
    padding: 2px 0;
    color: var(--accent);
    font: var(--text-12);
    line-height: 20px;
    cursor: pointer;
  }
  details table {
    width: auto;
    color: var(--ink);
  }
  @media print {
    :host {
      display: block;
      break-inside: avoid;
      print-color-adjust: exact;
    }
    details,
    .reading {
      display: none;
    }
  }
`;
