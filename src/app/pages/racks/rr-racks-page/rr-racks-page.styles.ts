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
  /* What is asked stays beside what follows from it. */
  @media screen and (min-width: 1400px) and (min-height: 480px) {
    .page {
      grid-template-columns: 280px minmax(0, 1fr);
      max-width: 1600px;
    }
    .page > * {
      grid-column: 2;
    }
    .page > .inputs {
      position: sticky;
      top: var(--space-4);
      grid-row: 1 / span 7;
      grid-column: 1;
      align-self: start;
      max-height: calc(100vh - 96px);
      /* Rings of focus are not cut. */
      margin: -4px;
      padding: 4px;
      overflow-y: auto;
    }
    .inputs .fields {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  .pending {
    min-height: 480px;
    color: var(--ink-2);
  }
`;
