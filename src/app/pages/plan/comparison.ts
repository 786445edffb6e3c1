import { html, type TemplateResult } from 'lit';
import { formatCount, formatNumber, quantityText } from '../../../base/format.ts';
import type { Plan } from '../../../records/plan.ts';
import { ledgerHref, viewText } from './ledger-address.ts';

interface Row {
  /** Ledger line. */
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly value: (plan: Plan) => number | null;
}

const ROWS: readonly Row[] = [
  { id: 'fleet.gpus', label: 'GPUs', unit: '', value: ({ fleet }) => fleet.gpus },
  { id: 'fleet.servers', label: 'Servers', unit: '', value: ({ fleet }) => fleet.servers },
  { id: 'fleet.racks', label: 'Racks', unit: '', value: ({ fleet }) => fleet.racks },
  { id: 'power.kwPerRack', label: 'Power of a rack', unit: 'kW', value: ({ power }) => power.kwPerRack },
  { id: 'energy.kwhPerDay', label: 'Energy a day', unit: 'kWh', value: ({ energy }) => energy.kwhPerDay },
  { id: 'energy.usdPerDay', label: 'Electricity a day', unit: 'USD', value: ({ energy }) => energy.usdPerDay },
  { id: 'cost.capexUsd', label: 'Purchase', unit: 'USD', value: ({ cost }) => cost.capexUsd },
];

const show = (value: number | null, unit: string): string => {
  if (value === null) return '–';
  return unit === '' ? formatCount(value) : quantityText(value, unit);
};

/** The number of the plan on the page leads to its line; that of the other way to its line in that plan's ledger. */
const cell = (plan: Plan, shown: Plan, { id, value, unit }: Row): TemplateResult | string =>
  value(plan) === null
    ? '–'
    : html`<a href=${ledgerHref(id, plan === shown ? '' : viewText({ kind: 'other-mode' }))}
        >${show(value(plan), unit)}</a
      >`;

const ratio = (article: Plan, physical: Plan, { id, value }: Row): TemplateResult | string => {
  const [one, other] = [value(article), value(physical)];
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
                <th scope="row">${row.label}</th>
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
