import { css } from 'lit';

export const planPageStyles = css`
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
