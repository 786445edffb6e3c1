import { css } from 'lit';

export const appStyles = css`
  :host {
    display: grid;
    grid-template: 'rail top' auto 'rail main' 1fr 'rail status' auto / 184px minmax(0, 1fr);
    min-height: 100dvh;
  }
  .skip {
    position: absolute;
    inset: var(--space-2) auto auto var(--space-2);
    z-index: 3;
  }
  .skip:not(:focus) {
    clip-path: inset(50%);
    pointer-events: none;
  }
  .running {
    font-variant-numeric: tabular-nums;
  }
  nav {
    grid-area: rail;
    position: sticky;
    top: 0;
    align-self: start;
    display: flex;
    flex-direction: column;
    gap: var(--space-1);
    height: 100dvh;
    overflow-y: auto;
    padding: var(--space-4) var(--space-3);
    border-inline-end: 1px solid var(--hairline);
    background: var(--sunken);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    padding: 0 var(--space-2) var(--space-4);
    font: var(--text-16);
    font-weight: var(--strong);
    letter-spacing: -0.01em;
  }
  .brand svg {
    flex: none;
    color: var(--accent);
  }
  nav > ul {
    display: contents;
  }
  nav a {
    display: flex;
    align-items: center;
    gap: var(--space-3);
    min-height: 36px;
    padding: var(--space-1) var(--space-2);
    border-radius: var(--radius);
    color: var(--ink-2);
    text-decoration: none;
  }
  nav a:hover {
    background: color-mix(in oklch, var(--ink) 6%, transparent);
    color: var(--ink);
  }
  nav a[aria-current='page'] {
    background: var(--accent-soft);
    color: var(--accent);
    font-weight: var(--strong);
  }
  nav a[aria-current='true'] {
    color: var(--ink);
    font-weight: var(--strong);
  }
  /* Under the word of the page that they belong to, not under its icon. */
  nav li li a {
    min-height: 28px;
    padding-inline-start: 40px;
  }
  nav a:focus-visible {
    border-radius: var(--radius);
  }
  header {
    grid-area: top;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
    min-height: 48px;
    padding: 0 var(--space-4) 0 var(--space-8);
    border-bottom: 1px solid var(--hairline);
  }
  .subject {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--ink-2);
  }
  header button {
    min-height: 32px;
    padding: 5px var(--space-2);
    border-color: transparent;
    background: none;
    color: var(--ink-2);
  }
  header .tools {
    display: flex;
    flex: none;
  }
  header button:disabled {
    opacity: 0.4;
  }
  main {
    grid-area: main;
    min-width: 0;
  }
  main:focus {
    outline: none;
  }
  rr-status-line {
    grid-area: status;
    position: sticky;
    bottom: 0;
    z-index: 1;
  }
  .loading,
  .lost {
    display: grid;
    justify-items: start;
    gap: var(--space-4);
    padding: var(--space-6) var(--space-8);
    color: var(--ink-2);
  }
  @media (max-width: 1099.98px) {
    :host {
      grid-template-columns: 80px minmax(0, 1fr);
    }
    nav {
      align-items: stretch;
      padding: var(--space-3) var(--space-2);
    }
    .brand {
      justify-content: center;
      padding: 0 0 var(--space-3);
    }
    .brand span {
      display: none;
    }
    nav a {
      flex-direction: column;
      gap: 2px;
      padding: var(--space-2) 0;
      font: var(--text-12);
    }
    nav li li a {
      min-height: 24px;
      padding: 4px 0;
    }
  }
  @media screen and (max-width: 719.98px) {
    :host {
      grid-template: 'top' auto 'main' 1fr 'status' auto 'rail' auto / minmax(0, 1fr);
    }
    nav {
      position: sticky;
      top: auto;
      bottom: 0;
      z-index: 2;
      flex-flow: row wrap;
      justify-content: space-around;
      height: auto;
      overflow: visible;
      padding: var(--space-1) var(--space-2);
      padding-bottom: max(var(--space-1), env(safe-area-inset-bottom));
      border-inline-end: 0;
      border-top: 1px solid var(--hairline);
    }
    .brand {
      display: none;
    }
    nav li,
    nav .here > a {
      flex: 1;
      max-width: 120px;
    }
    /* The pages below the one that the reader is at stand in a row of their own above the others. */
    nav .here {
      display: contents;
    }
    nav ul ul {
      display: none;
    }
    nav .here ul {
      display: flex;
      flex: 1 0 100%;
      order: -1;
      justify-content: center;
    }
    nav a {
      padding: var(--space-1) 0;
    }
    header {
      padding: 0 var(--space-2) 0 var(--space-4);
    }
    rr-status-line {
      position: static;
    }
    .loading,
    .lost {
      padding: var(--space-4);
    }
  }
  /* At 400 % a screen is 256 px high: a bar that stays would take a fifth of what is read. */
  @media (max-height: 479.98px) and (max-width: 719.98px) {
    nav {
      position: static;
    }
  }
  @media (max-height: 479.98px) {
    rr-status-line {
      position: static;
    }
  }
  @media not print {
    .imprint {
      display: none;
    }
  }
  @media print {
    :host {
      display: block;
    }
    .imprint {
      max-width: none;
      color: var(--ink-2);
      font: var(--text-12);
    }
    nav,
    header button,
    .skip {
      display: none;
    }
    header {
      padding: 0;
    }
    rr-status-line {
      position: static;
    }
  }
`;
