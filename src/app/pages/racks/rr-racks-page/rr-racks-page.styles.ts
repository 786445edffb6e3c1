import { css } from 'lit';

export const racksPageStyles = css`
  .intro {
    display: grid;
    gap: var(--space-2);
  }
  .intro .lead {
    font: var(--text-16);
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 148px), 1fr));
    gap: var(--space-3) var(--space-4);
  }
  .drawings {
    display: flex;
    gap: var(--space-8);
    overflow-x: auto;
    padding: 2px 2px var(--space-3);
  }
  .drawings > figure {
    margin: 0;
  }
  figcaption {
    padding-top: var(--space-2);
    font: var(--text-12);
    font-variant-numeric: tabular-nums;
  }
  figcaption b {
    font-weight: var(--strong);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }
  .picked dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: var(--space-1) var(--space-4);
    margin: 0;
  }
  .picked dt {
    color: var(--ink-2);
  }
  .picked dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  @media print {
    .drawings {
      display: block;
      overflow: visible;
    }
    .drawings > figure {
      display: inline-block;
      break-inside: avoid;
      margin: 0 var(--space-4) var(--space-4) 0;
    }
    .screen-only {
      display: none;
    }
  }
`;
