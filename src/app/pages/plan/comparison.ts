import { html, type TemplateResult } from 'lit';
import { formatCount, formatNumber, quantityText } from '../../../base/format.ts';
import type { Plan } from '../../../records/plan.ts';

interface Row {
  readonly label: string;
  readonly unit: string;
  readonly value: (plan: Plan) => number | null;
}

const ROWS: readonly Row[] = [
  { label: 'GPUs', unit: '', value: ({ fleet }) => fleet.gpus },
  { label: 'Servers', unit: '', value: ({ fleet }) => fleet.servers },
  { label: 'Racks', unit: '', value: ({ fleet }) => fleet.racks },
  { label: 'Power of a rack', unit: 'kW', value: ({ power }) => power.kwPerRack },
  { label: 'Energy a day', unit: 'kWh', value: ({ energy }) => energy.kwhPerDay },
  { label: 'Electricity a day', unit: 'USD', value: ({ energy }) => energy.usdPerDay },
  { label: 'Purchase', unit: 'USD', value: ({ cost }) => cost.capexUsd },
];

const show = (value: number | null, unit: string): string => {
  if (value === null) return '–';
  return unit === '' ? formatCount(value) : quantityText(value, unit);
};

const ratio = (article: number | null, physical: number | null): string =>
  article === null || physical === null || physical === 0 ? '–' : `${formatNumber(article / physical, 2)}×`;

/** The two ways of answering the same load, side by side: their gap is itself a finding. */
export const comparisonTable = (one: Plan, other: Plan): TemplateResult => {
  const [article, physical] = one.scenario.mode === 'article' ? [one, other] : [other, one];
  return html`<section class="ruled" aria-labelledby="comparison">
    <div class="section-head">
      <h2 id="comparison">Published arithmetic beside the physical model</h2>
    </div>
    <p class="quiet">
      The published estimate gives every word ${formatNumber(article.scenario.article.secondsPerWord)} s of one GPU, the
      latency of serving a single request; the physical model batches as far as memory and the promises allow.
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
            ({ label, unit, value }) =>
              html`<tr>
                <th scope="row">${label}</th>
                <td class="figure">${show(value(article), unit)}</td>
                <td class="figure">${show(value(physical), unit)}</td>
                <td class="figure">${ratio(value(article), value(physical))}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
};
