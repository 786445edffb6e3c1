import { html, type TemplateResult } from 'lit';
import { formatCount, formatNumber, quantityText } from '../../../base/format.ts';
import { headlinesOf, type HeadlineEntry } from '../../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../../records/plan.ts';
import { ledgerHref, viewText } from './ledger-address.ts';

const ROWS = headlinesOf('modes');

const show = (value: number | null, unit: string): string => {
  if (value === null) return '–';
  return unit === '' ? formatCount(value) : quantityText(value, unit);
};

/** The number of the plan on the page leads to its line; that of the other way to its line in that plan's ledger. */
const cell = (plan: Plan, shown: Plan, { id, unit }: HeadlineEntry): TemplateResult | string =>
  figureOf(plan, id) === null
    ? '–'
    : html`<a href=${ledgerHref(id, plan === shown ? '' : viewText({ kind: 'other-mode' }))}
        >${show(figureOf(plan, id), unit)}</a
      >`;

const ratio = (article: Plan, physical: Plan, { id }: HeadlineEntry): TemplateResult | string => {
  const [one, other] = [figureOf(article, id), figureOf(physical, id)];
  if (one === null || other === null || other === 0) return '–';
  return html`<a href=${ledgerHref(`gap.${id}`, viewText({ kind: 'gap' }))}>${formatNumber(one / other, 2)}×</a>`;
};

/** The two ways of answering the same load, side by side: their gap is itself a finding. */
export const comparisonTable = (one: Plan, other: Plan): TemplateResult => {
  const [article, physical] = one.scenario.mode === 'article' ? [one, other] : [other, one];
  return html`<section class="ruled" aria-labelledby="comparison">
    <div class="section-head">
      <h2 id="comparison">Published arithmetic beside the physical model</h2>
    </div>
    <p class="quiet">
      The published estimate gives every word
      <a href=${ledgerHref('article.secondsPerWord', article === one ? '' : viewText({ kind: 'other-mode' }))}
        >${formatNumber(article.scenario.article.secondsPerWord)} s</a
      >
      of one GPU, the latency of serving a single request; the physical model batches as far as memory and the promises
      allow.
    </p>
    <div class="table-scroll" tabindex="0" role="group" aria-label="Table of the comparison">
      <table class="comparison">
        <thead>
          <tr>
            <th scope="col">Same load</th>
            <th scope="col" class="figure">Published arithmetic</th>
            <th scope="col" class="figure">Physical model</th>
            <th scope="col" class="figure">Ratio</th>
          </tr>
        </thead>
        <tbody>
          ${ROWS.map(
            (row) =>
              html`<tr>
                <th scope="row">${row.name}</th>
                <td class="figure">${cell(article, one, row)}</td>
                <td class="figure">${cell(physical, one, row)}</td>
                <td class="figure">${ratio(article, physical, row)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
};
