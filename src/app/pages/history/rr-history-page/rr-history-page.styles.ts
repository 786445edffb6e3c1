import { css } from 'lit';
import { textBox } from '../../../styles/shared.ts';

export const historyStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2) var(--space-4);
  }
  .tools .buttons {
    flex: 0 1 auto;
  }
  input[type='search'] {
    width: 260px;
    max-width: 100%;
    ${textBox};
  }
  select {
    max-width: 100%;
    ${textBox};
  }
  .runs {
    border-top: 1px solid var(--edge);
  }
  .runs li {
    display: grid;
    grid-template-columns: 20px minmax(0, 2fr) 72px minmax(0, 1fr) minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--space-1) var(--space-4);
    min-height: 52px;
    content-visibility: auto;
    contain-intrinsic-size: auto 52px;
    padding: 6px 0;
    border-bottom: 1px solid var(--hairline);
  }
  .runs input {
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--accent);
  }
  .name {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name small {
    display: block;
    overflow: hidden;
    color: var(--ink-2);
    font: var(--text-12);
    text-overflow: ellipsis;
  }
  .rate {
    font-variant-numeric: tabular-nums;
    text-align: end;
    white-space: nowrap;
  }
  .software {
    color: var(--warn);
  }
  @media screen and (max-width: 719.98px) {
    .runs li {
      grid-template-columns: 20px minmax(0, 1fr) auto;
    }
    .runs rr-sparkline,
    .runs .bandwidth {
      display: none;
    }
    .runs .remove {
      grid-column: 3;
    }
  }
`;
