import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { formatCount, formatNumber } from '../../../../base/format.ts';
import { findContradictions, findDisagreements, type Contradiction } from '../../../../catalog/check.ts';
import { labelOf } from '../../../../catalog/provenance.ts';
import { baseStyles, tableStyles } from '../../../styles/shared.ts';
import { catalogHref } from '../catalog-address.ts';

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
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }
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
      <div class="table-scroll" tabindex="0" role="group" aria-label="Table of contradictions">
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Rule</th>
              <th scope="col">What does not fit</th>
              <th scope="col">Why it is kept</th>
            </tr>
          </thead>
          <tbody>
            ${contradictions.map(
              ({ id, kind, rule, message, stated }) =>
                html`<tr>
                  <th scope="row">
                    <a href=${catalogHref(TABLES[kind], id)}><code>${id}</code></a>
                  </th>
                  <td>${rule}</td>
                  <td>${message}</td>
                  <td data-label="Kept">${stated ?? 'Not explained.'}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <details>
        <summary>${formatCount(disagreements.length)} figures that other sources give otherwise</summary>
        <div class="table-scroll" tabindex="0" role="group" aria-label="Table of other sources">
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">Where</th>
                <th scope="col">Field</th>
                <th scope="col" class="figure">Here</th>
                <th scope="col" class="figure">There</th>
                <th scope="col">Source</th>
              </tr>
            </thead>
            <tbody>
              ${disagreements.map(
                ({ id, field, ours, theirs, source }) =>
                  html`<tr>
                    <th scope="row"><code>${id}</code></th>
                    <td>${labelOf(field)}</td>
                    <td class="figure" data-label="Here">${ours === null ? '–' : formatNumber(ours, 6)}</td>
                    <td class="figure" data-label="There">${formatNumber(theirs, 6)}</td>
                    <td class="source" data-label="Source">${source}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </details>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-contradictions': RrContradictions;
  }
}
