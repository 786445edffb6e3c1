import { css } from 'lit';
import { inColumn } from './shared.ts';

/**
 * The frame of a page that answers what is typed in it: the question, the answer as a strip that stays, inputs left, and what
 * the answer is made of right, in sections.
 */
export const frameStyles = css`
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
    ${inColumn(3)};
    padding-bottom: var(--space-3);
  }
  h1 {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .strip {
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
    ${inColumn(4)};
    max-height: calc(100dvh - var(--strip-height) - var(--foot-height));
    overflow-y: auto;
    overscroll-behavior-y: auto;
    scrollbar-width: thin;
    /* Outlines of what has the focus are not cut. */
    margin-inline-start: calc(-1 * var(--space-1));
    padding: var(--space-4) var(--space-2) var(--space-4) var(--space-1);
  }
  .starts {
    ${inColumn(2)};
  }
  .answer {
    ${inColumn(4)};
    padding-top: var(--space-4);
  }
  /* Not of what the inputs say: a refused entry stands beside it. */
  .answer.stale > :not(.sections) {
    opacity: var(--stale-opacity);
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
    .strip {
      min-height: 0;
      margin-inline: calc(-1 * var(--space-4));
      padding: var(--space-1) var(--space-4);
    }
  }
  /* At 400 % a screen is 256 px high: nothing stays. */
  @media (max-height: 479.98px) {
    .strip,
    .inputs {
      position: static;
      max-height: none;
    }
  }
  @media print {
    .strip {
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
  }
`;

/** A strip of numbers with a line below them: of what they are, or what the last edit was, and what holds of all. */
export const stripStyles = css`
  :host {
    ${inColumn(1)};
  }
  .told {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 var(--space-6);
    height: 16px;
    overflow: hidden;
    color: var(--ink-2);
    font: var(--text-12);
  }
  .told > * {
    max-width: none;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .standing,
  .edit {
    color: var(--ink);
  }
  .standing {
    font-weight: var(--strong);
  }
  /* Not of what the inputs say: a refused entry stands beside it. */
  .stale rr-headline {
    opacity: var(--stale-opacity);
  }
  /* What stays takes a quarter of a phone at most: the line is there when it warns. */
  @media screen and (max-width: 719.98px) {
    .told:has(.standing[hidden]) {
      display: none;
    }
  }
`;
