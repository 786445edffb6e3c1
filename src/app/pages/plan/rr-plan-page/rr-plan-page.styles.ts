import { css } from 'lit';

export const planPageStyles = css`
  .modes {
    display: grid;
    grid-template-columns: 1fr 1fr;
  }
  .modes button {
    justify-content: center;
    border-radius: 0;
  }
  .modes button:first-child {
    border-radius: var(--radius) 0 0 var(--radius);
  }
  .modes button:last-child {
    margin-inline-start: -1px;
    border-radius: 0 var(--radius) var(--radius) 0;
  }
  .modes button[aria-checked='true'] {
    z-index: 1;
    border-color: var(--accent);
    background: var(--accent-soft);
    color: var(--accent);
    font-weight: var(--strong);
  }
  /* Room for what binds in most plans, so that a longer sentence moves nothing. */
  .binds {
    min-height: 108px;
  }
  @media print {
    .binds {
      min-height: 0;
    }
  }
`;
