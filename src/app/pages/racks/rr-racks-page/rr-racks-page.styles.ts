import { css } from 'lit';

export const racksPageStyles = css`
  .intro {
    display: grid;
    gap: var(--space-2);
  }
  .intro .lead {
    font: var(--text-16);
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 var(--space-2);
    font: var(--text-14);
    font-weight: var(--strong);
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 148px), 1fr));
    gap: var(--space-3) var(--space-4);
  }
  .pending {
    min-height: 480px;
    color: var(--ink-2);
  }
`;
