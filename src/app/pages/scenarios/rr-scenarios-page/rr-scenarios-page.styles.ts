import { css } from 'lit';

export const scenariosStyles = css`
  .records li {
    grid-template-columns: 24px minmax(0, 1fr) auto;
  }
  .name {
    display: grid;
  }
  .name a,
  .name button {
    justify-self: start;
    max-width: 100%;
    overflow: hidden;
    padding-inline: 0;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .preset small {
    max-width: var(--line-length);
  }
  .do {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-2);
  }
  @media screen and (max-width: 719.98px) {
    .records .do {
      grid-column: 2;
    }
    .preset .name button {
      white-space: normal;
    }
  }
`;
