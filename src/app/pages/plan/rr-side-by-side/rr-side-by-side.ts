import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { changeText, formatCount, formatQuantity } from '../../../../base/format.ts';
import { valueAt } from '../../../../base/plain-object.ts';
import { changedPaths } from '../../../../plan/changed-paths.ts';
import { headlinesOf, type HeadlineEntry } from '../../../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../../../records/plan.ts';
import { numeric, table, type Cell, type Column, type Row } from '../../../controls/table.ts';
import { baseStyles, tableStyles } from '../../../styles/shared.ts';
import { inputLabel, valueWords } from '../input-words.ts';
import { inWords } from '../scenario-fields.ts';

/** In the unit of another number, beside which it stands. */
const textLike = (value: number, unit: string, like: number): string => {
  if (unit === '') return formatCount(value);
  const shown = formatQuantity(value, unit, 3, like);
  return `${shown.text} ${shown.unit}`.trim();
};

const ROWS = [...headlinesOf('strip'), ...headlinesOf('more')];

/** What the table cannot know of a plan. */
export interface PlanColumn {
  /** Below its name. */
  readonly note: string;
  /** Opens it on the Plan page. */
  readonly open: string;
  readonly ofLine: (line: string) => string;
}

/**
 * @summary Plans side by side: every headline, and the inputs in which they differ. What differs from the first plan stands
 *   out, numbers with how much.
 */
@customElement('rr-side-by-side')
export class RrSideBySide extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      thead th {
        min-width: 120px;
        color: var(--ink);
        font: var(--text-14);
        font-weight: var(--strong);
        vertical-align: bottom;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      thead th:first-child {
        min-width: 144px;
      }
      td a {
        color: inherit;
        text-decoration-color: var(--hairline);
      }
      .differs {
        background: var(--accent-soft);
        font-weight: var(--strong);
      }
      .words {
        white-space: normal;
      }
      .change {
        display: block;
        color: var(--ink-2);
        font: var(--text-12);
      }
      .first-input > * {
        border-top: 1px solid var(--edge);
      }
    `,
  ];

  /** The first is what the others are held against. */
  @property({ attribute: false }) plans: readonly Plan[] = [];
  @property({ attribute: false }) columnOf!: (index: number) => PlanColumn;

  override render(): TemplateResult {
    const [first] = this.plans;
    if (first === undefined) return html``;
    const paths = [...new Set(this.plans.flatMap(({ scenario }) => changedPaths(first.scenario, scenario)))];
    return html`${table({
        label: 'Table of plans side by side',
        columns: [
          'Number',
          ...this.plans.map(({ scenario }, index) => this.#head(scenario.name, this.columnOf(index))),
        ],
        rows: [
          ...ROWS.map((headline) => this.#headline(headline, first)),
          ...paths.map((path, index) => this.#input(path, first, index === 0 ? 'first-input' : '')),
        ],
      })}
      ${this.#impossible()}
      <p class="quiet small">
        ${
          paths.length === 0
            ? 'The plans differ in nothing but their names.'
            : 'Below the line: the inputs in which they differ. What differs from the first plan is marked.'
        }
      </p>`;
  }

  #head(name: string, { note, open }: PlanColumn): Column {
    return numeric(
      html`<a href=${open}>${name}</a>${note === '' ? nothing : html`<span class="change">${note}</span>`}`,
    );
  }

  #headline({ id, name, unit }: HeadlineEntry, first: Plan): Row {
    const of = (plan: Plan): number | null => (plan.feasible ? figureOf(plan, id) : null);
    const reference = of(first);
    return {
      cells: [
        name,
        ...this.plans.map((plan, index): Cell => {
          const value = of(plan);
          if (value === null) return { content: '–', class: reference === null ? '' : 'differs' };
          const text = textLike(value, unit, reference ?? value);
          const differs = index > 0 && (reference === null || text !== textLike(reference, unit, reference));
          const change = differs && reference !== null && reference > 0 ? changeText(value / reference, 0) : '';
          return {
            content: html`<a tabindex=${index === 0 ? 0 : -1} href=${this.columnOf(index).ofLine(id)}>${text}</a
              >${change === '' ? nothing : html`<span class="change">${change}</span>`}`,
            class: differs ? 'differs' : '',
          };
        }),
      ],
    };
  }

  #input(path: string, first: Plan, name: string): Row {
    const text = ({ scenario }: Plan): string => {
      const value = valueAt(scenario, path);
      return value === undefined ? '–' : valueWords(path, value);
    };
    const reference = JSON.stringify(valueAt(first.scenario, path));
    return {
      class: name,
      cells: [
        inputLabel(path),
        ...this.plans.map((plan): Cell => ({
          content: text(plan),
          class: `words ${JSON.stringify(valueAt(plan.scenario, path)) === reference ? '' : 'differs'}`,
        })),
      ],
    };
  }

  #impossible(): TemplateResult[] {
    return this.plans
      .filter(({ feasible }) => !feasible)
      .map(
        ({ scenario, binding }) =>
          html`<p>“${scenario.name}” has no fleet: ${inWords(binding.at(0)?.message ?? 'it is not known why.')}</p>`,
      );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-side-by-side': RrSideBySide;
  }
}
