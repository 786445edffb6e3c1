import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber } from '../../../../base/format.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import type { FieldProblems } from '../field-problem.ts';
import '../rr-day-profile/rr-day-profile.ts';
import '../rr-traffic-mix/rr-traffic-mix.ts';
import {
  counts,
  fieldGroups,
  optionsFor,
  UNSET,
  valueAt,
  type FieldGroup,
  type ScenarioField,
} from '../scenario-fields.ts';

/** Fields that a closed group shows on its summary line. */
const SUMMARY_FIELDS = 4;

/**
 * @summary All inputs of a plan in groups; a closed group sums itself up in one line.
 * @fires rr-field-edited - Carries path and text of a field.
 */
@customElement('rr-scenario-form')
export class RrScenarioForm extends LitElement {
  static override styles = [
    baseStyles,
    css`
      details {
        border-bottom: 1px solid var(--hairline);
      }
      details:first-of-type {
        border-top: 1px solid var(--hairline);
      }
      details > summary {
        display: grid;
        width: auto;
        color: inherit;
        grid-template-columns: 16px minmax(0, 1fr);
        column-gap: var(--space-1);
        padding: var(--space-2) 0;
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary::before {
        content: '';
        width: 6px;
        height: 6px;
        margin: 6px 0 0 2px;
        border-right: 1.5px solid var(--ink-2);
        border-bottom: 1.5px solid var(--ink-2);
        transform: rotate(-45deg);
      }
      details[open] > summary::before {
        transform: rotate(45deg);
      }
      .sum {
        grid-column: 2;
        overflow: hidden;
        color: var(--ink-2);
        font: var(--text-12);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      details[open] .sum {
        visibility: hidden;
      }
      .lists {
        display: grid;
        gap: var(--space-4);
        padding: 0 0 var(--space-4) 20px;
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 148px), 1fr));
        gap: var(--space-3) var(--space-4);
        padding: var(--space-1) 0 var(--space-4) 20px;
      }
      /* On paper every group is open: what a closed one sums up would be lost. */
      @media print {
        details::details-content {
          display: block;
          content-visibility: visible;
        }
        details > summary {
          display: block;
        }
        details > summary::before,
        details .sum {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) scenario!: Scenario;
  /** Message by path of what is wrong now. */
  @property({ attribute: false }) problems: FieldProblems = new Map();

  override render(): TemplateResult {
    return html`${fieldGroups.map((group) => this.#group(group))}`;
  }

  #group(group: FieldGroup): TemplateResult {
    return html`<details ?open=${group.id === 'load'}>
      <summary>
        <h3>${group.title}</h3>
        <span class="sum">${this.#summary(group)}</span>
      </summary>
      <div class="fields">
        ${group.fields.filter(({ path }) => counts(this.scenario, path)).map((field) => this.#field(field))}
      </div>
      ${group.id === 'load' ? this.#lists() : nothing}
    </details>`;
  }

  #lists(): TemplateResult {
    return html`<div class="lists">
      <rr-day-profile .scenario=${this.scenario}></rr-day-profile>
      <rr-traffic-mix .scenario=${this.scenario} .problems=${this.problems}></rr-traffic-mix>
    </div>`;
  }

  #summary({ id, fields }: FieldGroup): string {
    const { classes } = this.scenario.demand;
    const mix = id === 'load' && classes !== null ? [`${String(classes.length)} classes`] : [];
    const values = fields
      .filter(({ path }) => counts(this.scenario, path) && valueAt(this.scenario, path) !== null)
      .slice(0, SUMMARY_FIELDS)
      .map(({ path, options, description }) => {
        const value = valueAt(this.scenario, path);
        if (typeof value === 'number') return `${formatNumber(value)} ${description.unit}`.trim();
        const offered = options === null ? [] : optionsFor(path, options, this.scenario);
        return offered.find((option) => option.value === value)?.label ?? String(value);
      });
    return [...values, ...mix].join(' · ');
  }

  #field({ path, options, description }: ScenarioField): TemplateResult {
    const value = valueAt(this.scenario, path);
    const problem = this.problems.get(path);
    const edited = (event: FieldTypedEvent): void => {
      event.stopPropagation();
      this.dispatchEvent(
        new FieldEditedEvent(path, description.nullable && event.text.trim() === '' ? UNSET : event.text),
      );
    };
    if (options !== null) {
      return html`<rr-choice-field
        label=${description.label ?? path}
        help=${description.help}
        .options=${optionsFor(path, options, this.scenario)}
        .value=${String(value)}
        .problem=${problem?.message ?? null}
        @rr-field-typed=${edited}
      ></rr-choice-field>`;
    }
    return html`<rr-number-field
      label=${description.label ?? path}
      unit=${description.unit}
      help=${description.help}
      .low=${description.low}
      .high=${description.high}
      ?whole=${description.whole}
      .value=${problem?.typed ?? (typeof value === 'number' ? value : value === null ? '' : String(value))}
      .problem=${problem?.message ?? null}
      @rr-field-typed=${edited}
    ></rr-number-field>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-scenario-form': RrScenarioForm;
  }
}
