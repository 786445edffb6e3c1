import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { formatCount, formatNumber } from '../../../../base/format.ts';
import { findContradictions, findDisagreements, type Contradiction } from '../../../../catalog/check.ts';
import { labelOf } from '../../../../catalog/provenance.ts';
import { baseStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { catalogHref } from '../catalog-address.ts';
import { numeric, table } from '../../../controls/table.ts';

/** The facts are shipped and do not change. */
const contradictions = findContradictions();
const disagreements = findDisagreements();

/** In which table of the catalogue a thing stands. */
const TABLES: Readonly<Record<Contradiction['kind'], string>> = {
  accelerator: 'accelerators',
  server: 'servers',
  model: 'models',
  rack: 'facility',
  switch: 'facility',
  'reference architecture': 'facility',
};

/**
 * @summary What in the facts cannot be right together, why it is kept, and where other sources differ.
 */
@customElement('rr-contradictions')
export class RrContradictions extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    hostInColumn(4),
    css`
      td.source {
        overflow-wrap: anywhere;
      }
      /* An id beside its rule would break in the middle of a word. */
      @media screen and (max-width: 719.98px) {
        .cards tbody > tr > * {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`
      <p class="quiet">
        ${formatCount(contradictions.length)} findings of <code>roofrack catalog check</code>, each looked at and kept
        for the reason beside it.
      </p>
      ${table({
        label: 'Table of contradictions',
        cards: true,
        columns: ['Where', 'Rule', 'What does not fit', { head: 'Why it is kept', card: 'Kept' }],
        rows: contradictions.map(({ id, kind, rule, message, stated }) => [
          html`<a href=${catalogHref(TABLES[kind], id)}><code>${id}</code></a>`,
          rule,
          message,
          stated ?? 'Not explained.',
        ]),
      })}
      <details>
        <summary>${formatCount(disagreements.length)} figures that other sources give otherwise</summary>
        ${table({
          label: 'Table of other sources',
          cards: true,
          columns: [
            'Where',
            'Field',
            numeric('Here', 'Here'),
            numeric('There', 'There'),
            { head: 'Source', card: 'Source' },
          ],
          rows: disagreements.map(({ id, field, ours, theirs, source }) => [
            html`<code>${id}</code>`,
            labelOf(field),
            ours === null ? '–' : formatNumber(ours, 6),
            formatNumber(theirs, 6),
            { content: source, class: 'source' },
          ]),
        })}
      </details>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-contradictions': RrContradictions;
  }
}
