import { html, type TemplateResult } from 'lit';
import { formatCount, formatNumber, quantityText } from '../../../base/format.ts';
import type { LedgerLine } from '../../../records/plan.ts';
import type { TrainingPlan } from '../../../training/train.ts';
import { numeric, table } from '../../controls/table.ts';
import { writeTraining } from './training-headlines.ts';

/** Address of a line's explanation. */
type HrefOf = (line: string) => string;

/** Rows of each table, by their lines. */
const METHODS = [
  ['money.cloudUsd', 'Cloud', 'Every hour at a cloud’s price.'],
  [
    'money.amortisedUsd',
    'Amortised',
    'Owned: what the hardware loses in value over the hours used, and their electricity.',
  ],
  ['money.acquisitionUsd', 'Acquisition', 'Owned: all of the hardware bought for this run.'],
] as const;
const BUDGET = ['computeUsd', 'energyUsd', 'experimentsUsd', 'dataUsd', 'staffUsd', 'otherUsd'] as const;
const STEP = ['weightsGB', 'gradientsGB', 'optimiserGB', 'activationsGB', 'overheadGB', 'totalGB'] as const;
const FAILURES = ['jobMtbfHours', 'checkpointHours', 'expected', 'checkpointLoss', 'failureLoss', 'goodput'] as const;

const amount = (ledger: readonly LedgerLine[], id: string, hrefOf: HrefOf): TemplateResult => {
  const line = ledger.find((candidate) => candidate.id === id);
  const value = line?.value ?? null;
  if (line === undefined) return html`–`;
  const { text, unit } = value === null ? { text: 'not known', unit: '' } : writeTraining(value, line.unit);
  return html`<a href=${hrefOf(id)}>${text}</a> <span class="unit">${unit}</span>`;
};

/** One run by three methods. */
export const costsTable = ({ ledger }: TrainingPlan, hrefOf: HrefOf): TemplateResult => {
  return html`<p class="quiet">The three methods of Epoch (Cottier et al. 2024), each named.</p>
    ${table({
      label: 'Table of the three costs',
      cards: true,
      columns: ['Method', numeric('Cost'), { head: 'What it counts', card: 'What it counts' }],
      rows: METHODS.map(([id, name, words]) => [name, amount(ledger, id, hrefOf), words]),
    })}`;
};

/** What stands around the run. */
export const budgetTable = (plan: TrainingPlan, hrefOf: HrefOf): TemplateResult => {
  const { ledger, budgetUsd } = plan;
  return html`<p class="quiet">
      The size of the model is in the final run. What stands around it is set under “Around the run”.
    </p>
    ${table({
      label: 'Table of the budget',
      columns: ['Part', numeric('Cost'), numeric('Share')],
      rows: [
        ...BUDGET.map((key) => {
          const line = ledger.find(({ id }) => id === `budget.${key}`);
          const value = line?.value ?? null;
          return [
            line?.label ?? key,
            amount(ledger, `budget.${key}`, hrefOf),
            value === null || budgetUsd === null || budgetUsd === 0
              ? '–'
              : `${formatNumber((100 * value) / budgetUsd)} %`,
          ];
        }),
        ['All', amount(ledger, 'budget.totalUsd', hrefOf), budgetUsd === null ? '–' : '100 %'],
      ],
    })}`;
};

/** Whether a step fits, and what it takes. */
export const memoryTable = ({ ledger, memory }: TrainingPlan, hrefOf: HrefOf): TemplateResult => {
  return html`${
    memory.totalGB === null
      ? html`<p class="quiet">
          Give parameters, layers, width, heads and sequence under “Shape of the model” to see whether a training step
          fits into an accelerator.
        </p>`
      : html`<p>
            ${
              memory.fits === true
                ? `It fits: ${quantityText(memory.totalGB, 'GB')} of ${quantityText(memory.memoryGB ?? NaN, 'GB')} on the fullest accelerator.`
                : memory.fits === false
                  ? `It does not fit: ${quantityText(memory.totalGB, 'GB')}, and an accelerator has ${quantityText(memory.memoryGB ?? NaN, 'GB')}.`
                  : `It takes ${quantityText(memory.totalGB, 'GB')}; the memory of the accelerator is not known.`
            }
          </p>
          ${table({
            label: 'Table of memory',
            columns: ['On the fullest accelerator', numeric('GB')],
            rows: STEP.map((key) => {
              const line = ledger.find(({ id }) => id === `step.${key}`);
              return [
                line?.label ?? key,
                html`<a href=${hrefOf(`step.${key}`)}>${formatNumber(line?.value ?? NaN, 4)}</a>`,
              ];
            }),
          })}`
  }`;
};

export const failuresTable = ({ ledger, goodput }: TrainingPlan, hrefOf: HrefOf): TemplateResult => {
  return html`${
    goodput === null
      ? html`<p class="quiet">
          No failures are counted. Give the MTBF of an accelerator under “Failures and checkpoints”: Llama 3 had one
          interruption in ${formatCount(50_676)} accelerator hours, Meta’s research clusters one in
          ${formatCount(29_538)}.
        </p>`
      : table({
          label: 'Table of failures',
          columns: ['', numeric('Value')],
          rows: FAILURES.map((key) => {
            const line = ledger.find(({ id }) => id === `failures.${key}`);
            return [
              line?.label ?? key,
              html`<a href=${hrefOf(`failures.${key}`)}>${formatNumber(line?.value ?? NaN, 4)}</a>
                <span class="unit">${line?.unit}</span>`,
            ];
          }),
        })
  }`;
};
