import { css } from 'lit';
import { disclosureStyles } from '../../styles/shared.ts';

/** Inputs in groups that open and close; a closed one sums itself up in a line. */
export const formGroupStyles = css`
  ${disclosureStyles}
  details {
    border-bottom: 1px solid var(--hairline);
  }
  details:first-of-type {
    border-top: 1px solid var(--hairline);
  }
  details > summary {
    display: grid;
    width: auto;
    color: inherit;
    grid-template-columns: 16px minmax(0, 1fr);
    column-gap: var(--space-1);
    padding: var(--space-2) 0;
    cursor: pointer;
  }
  summary::before {
    margin: 6px 0 0 2px;
  }
  /* Two lines name some four fields; what does not go into them is left out. */
  .sum {
    display: -webkit-box;
    grid-column: 2;
    overflow: hidden;
    color: var(--ink-2);
    font: var(--text-12);
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  details[open] .sum {
    display: none;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 148px), 1fr));
    gap: var(--space-3) var(--space-4);
    padding: var(--space-1) 0 var(--space-4) 20px;
  }
  /* On paper every group is open: what a closed one sums up would be lost. */
  @media print {
    details::details-content {
      display: block;
      content-visibility: visible;
    }
    details > summary {
      display: block;
    }
    details > summary::before,
    details .sum {
      display: none;
    }
  }
`;
