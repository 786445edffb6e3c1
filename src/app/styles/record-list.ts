import { css } from 'lit';
import { textBox } from './shared.ts';

/** A page that lists what this browser keeps: finding and sorting beside the heading, then a row per record. */
export const recordListStyles = css`
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
  .records {
    border-top: 1px solid var(--edge);
  }
  .records li {
    display: grid;
    align-items: center;
    gap: var(--space-1) var(--space-4);
    min-height: 52px;
    padding: 6px 0;
    border-bottom: 1px solid var(--hairline);
  }
  .records input[type='checkbox'] {
    width: 24px;
    height: 24px;
    margin: 0;
    accent-color: var(--accent);
  }
  .name {
    min-width: 0;
  }
  .name small {
    overflow: hidden;
    color: var(--ink-2);
    font: var(--text-12);
    text-overflow: ellipsis;
  }
`;
