import { css } from 'lit';

/** Label above, value with its unit, help below, the problem in place of the help. */
export const fieldStyles = css`
  :host {
    min-width: 0;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2px;
  }
  label,
  .label {
    color: var(--ink-2);
    font: var(--text-12);
  }
  .box {
    display: flex;
    align-items: baseline;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .box:focus-within {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .box.wrong {
    border-color: var(--bad);
    background: var(--bad-soft);
  }
  input,
  select {
    flex: 1;
    width: 100%;
    min-width: 0;
    height: 30px;
    padding: 4px var(--space-2);
    border: 0;
    background: none;
    color: inherit;
    font: var(--text-14);
    font-variant-numeric: tabular-nums;
    outline: none;
  }
  select {
    padding-inline-end: var(--space-1);
    background: var(--surface);
    border-radius: var(--radius);
  }
  .box .unit {
    padding-inline-end: var(--space-2);
    font: var(--text-12);
    white-space: nowrap;
  }
  .help {
    color: var(--ink-2);
    font: var(--text-12);
  }
  .problem {
    color: var(--bad);
    font: var(--text-12);
  }
  .draggable label,
  :host([inline]) .draggable input:not(:focus) {
    cursor: ew-resize;
    touch-action: pan-y;
    user-select: none;
  }
  :host([inline]) {
    display: inline;
  }
  :host([inline]) .field {
    position: relative;
    display: inline-grid;
    grid-template-columns: minmax(0, max-content);
    max-width: 100%;
  }
  :host([inline]) label,
  :host([inline]) .help {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  :host([inline]) .box {
    display: inline-flex;
    max-width: 100%;
    border: 0;
    border-bottom: 1px dashed var(--accent);
    border-radius: 0;
    background: none;
  }
  :host([inline]) .box.wrong {
    border-bottom: 2px solid var(--bad);
    background: var(--bad-soft);
  }
  :host([inline]) input,
  :host([inline]) select {
    field-sizing: content;
    flex: 0 1 auto;
    appearance: none;
    width: auto;
    min-width: 0;
    max-width: 100%;
    height: auto;
    padding: 0 2px;
    text-overflow: ellipsis;
    background: none;
    color: var(--accent);
    font: inherit;
    font-weight: var(--strong);
  }
  :host([inline]) input {
    min-width: 2ch;
  }
  :host([inline]) select option {
    background: var(--surface);
    color: var(--ink);
  }
  /* In the flow of the sentence: a bubble above the page would cover what the reader needs next. */
  :host([inline]) .problem {
    max-width: min(44ch, 80vw);
    font: var(--text-12);
    line-height: 20px;
  }
  :host([inline]) .box {
    justify-self: start;
  }
  .problem button {
    min-height: 24px;
    padding: 0 var(--space-2);
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
    font-variant-numeric: tabular-nums;
    cursor: pointer;
  }
  /* On paper a field is its name and its value. */
  @media print {
    :host {
      break-inside: avoid;
    }
    .box,
    .box.wrong {
      border: 0;
      background: none;
    }
    input,
    select {
      appearance: none;
      height: auto;
      padding: 0;
      background: none;
      opacity: 1;
    }
    .box .unit {
      padding: 0 0 0 var(--space-1);
    }
    :host(:not([inline])) :is(input, select) {
      field-sizing: content;
      flex: none;
      width: auto;
      max-width: 100%;
    }
    .help {
      display: none;
    }
  }
`;
