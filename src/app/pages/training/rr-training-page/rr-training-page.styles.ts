import { css } from 'lit';
import { textBox } from '../../../styles/shared.ts';

export const trainingPageStyles = css`
  .question,
  .answer,
  .explained {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-4);
    align-content: start;
  }
  .question h1 {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .answer {
    padding: var(--space-6) 0;
    border-block: 1px solid var(--hairline);
  }
  .answer {
    position: relative;
  }
  .shared {
    max-width: none;
    min-height: 24px;
    line-height: 24px;
  }
  /* Not of what the inputs say: a refused entry stands beside it. */
  .stale :is(rr-headline, .binds, .warned) {
    opacity: 0.5;
  }
  .late {
    position: absolute;
    top: var(--space-1);
    color: var(--ink-2);
    font: var(--text-12);
  }
  .starts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-3) var(--space-6);
  }
  .modes {
    display: flex;
  }
  .modes button {
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
  .preset {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-width: 0;
    color: var(--ink-2);
  }
  .preset select {
    min-width: 0;
    max-width: 300px;
    ${textBox};
  }
  /* Room for what binds in most plans, so that a longer sentence moves nothing. */
  .binds {
    min-height: 108px;
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
  .halves {
    display: grid;
    grid-template-columns: minmax(300px, 380px) minmax(0, 1fr);
    gap: var(--space-8) var(--space-12);
    align-items: start;
  }
  .explained {
    gap: var(--space-6);
  }
  .explained > section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
  }
  .comparison td {
    white-space: nowrap;
  }
  @media (max-width: 1099.98px) {
    .halves {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media print {
    .halves {
      display: block;
    }
    .halves > section,
    .explained {
      margin-bottom: var(--space-6);
    }
    .explained {
      display: block;
    }
    .explained > section {
      margin-bottom: var(--space-6);
    }
    .binds {
      min-height: 0;
    }
  }
`;
