import { css } from 'lit';
import { textBox } from '../../../styles/shared.ts';

export const scenariosStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2) var(--space-4);
  }
  input[type='search'],
  input.rename {
    width: 260px;
    max-width: 100%;
    ${textBox};
  }
  select {
    max-width: 100%;
    ${textBox};
  }
  .scenarios {
    border-top: 1px solid var(--edge);
  }
  .scenarios li {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--space-1) var(--space-4);
    min-height: 52px;
    padding: 6px 0;
    border-bottom: 1px solid var(--hairline);
  }
  .scenarios input[type='checkbox'] {
    width: 24px;
    height: 24px;
    margin: 0;
    accent-color: var(--accent);
  }
  .name {
    display: grid;
    min-width: 0;
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
  .name small {
    overflow: hidden;
    color: var(--ink-2);
    font: var(--text-12);
    text-overflow: ellipsis;
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
    .scenarios .do {
      grid-column: 2;
    }
    .preset .name button {
      white-space: normal;
    }
  }
`;
