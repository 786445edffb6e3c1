import { css } from 'lit';

export const historyStyles = css`
  .records li {
    grid-template-columns: 24px minmax(0, 2fr) 72px minmax(0, 1fr) minmax(0, 1fr) auto;
    content-visibility: auto;
    contain-intrinsic-size: auto 52px;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name small {
    display: block;
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
    .records li {
      grid-template-columns: 24px minmax(0, 1fr) auto;
    }
    .records rr-sparkline,
    .records .bandwidth {
      display: none;
    }
    .records .remove {
      grid-column: 3;
    }
  }
`;
