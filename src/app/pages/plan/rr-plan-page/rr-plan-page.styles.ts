import { css } from 'lit';

export const planPageStyles = css`
  :host {
    /* Of what stays above; the inputs begin below it. */
    --strip-height: 104px;
    --foot-height: 37px;
  }
  .page {
    gap: 0;
    max-width: 1680px;
    padding-block: var(--space-3) var(--space-12);
  }
  .question {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    padding-bottom: var(--space-3);
  }
  h1 {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  rr-plan-strip {
    position: sticky;
    top: 0;
    z-index: 3;
    align-content: center;
    min-height: var(--strip-height);
    margin-inline: calc(-1 * var(--space-8));
    padding: var(--space-2) var(--space-8);
    border-block: 1px solid var(--hairline);
    background: var(--paper);
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(300px, 372px) minmax(0, 1fr);
    gap: var(--space-8);
    align-items: start;
  }
  /* Inputs scroll by themselves beside the answer. */
  .inputs {
    position: sticky;
    top: var(--strip-height);
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
    max-height: calc(100dvh - var(--strip-height) - var(--foot-height));
    overflow-y: auto;
    overscroll-behavior-y: auto;
    scrollbar-width: thin;
    /* Outlines of what has the focus are not cut. */
    margin-inline-start: calc(-1 * var(--space-1));
    padding: var(--space-4) var(--space-2) var(--space-4) var(--space-1);
  }
  .starts {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-2);
  }
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
  .answer {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
    padding-top: var(--space-4);
  }
  /* Room for what binds in most plans, so that a longer sentence moves nothing. */
  .binds {
    min-height: 108px;
  }
  .stale :is(rr-plan-picture, rr-headline, .binds, .warned) {
    opacity: 0.5;
  }
  .warned {
    max-width: 960px;
    min-height: 24px;
  }
  .warned summary {
    overflow: hidden;
    color: var(--warn);
    line-height: 24px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .sections {
    border-bottom: 1px solid var(--hairline);
  }
  @media (max-width: 999.98px) {
    .halves {
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .inputs {
      position: static;
      max-height: none;
      overflow: visible;
    }
  }
  @media screen and (max-width: 719.98px) {
    .page {
      padding: var(--space-3) var(--space-4) var(--space-8);
    }
    rr-plan-strip {
      margin-inline: calc(-1 * var(--space-4));
      padding: var(--space-1) var(--space-4);
    }
  }
  /* At 400 % a screen is 256 px high: nothing stays. */
  @media (max-height: 479.98px) {
    rr-plan-strip,
    .inputs {
      position: static;
      max-height: none;
    }
  }
  @media print {
    rr-plan-strip {
      position: static;
      margin: 0;
      padding: var(--space-2) 0;
    }
    .halves,
    .answer {
      display: block;
    }
    .answer > * + * {
      margin-top: var(--space-4);
    }
    .inputs {
      position: static;
      max-height: none;
      overflow: visible;
    }
    .binds {
      min-height: 0;
    }
  }
`;
