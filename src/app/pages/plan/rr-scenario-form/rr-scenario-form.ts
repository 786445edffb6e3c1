import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, parseNumber } from '../../../../base/format.ts';
import { valueAt } from '../../../../base/plain-object.ts';
import { MEASURED_ACCELERATOR } from '../../../../records/own-hardware.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import { formGroupStyles } from '../form-group-styles.ts';
import type { FieldProblems } from '../field-problem.ts';
import { fieldTemplate } from '../field-template.ts';
import '../rr-day-profile/rr-day-profile.ts';
import '../rr-traffic-mix/rr-traffic-mix.ts';
import type { FieldGroup } from '../form-fields.ts';
import { counts, fieldGroups, measuredFields, offeredField, optionsFor } from '../scenario-fields.ts';

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
    formGroupStyles,
    css`
      .lists {
        display: grid;
        gap: var(--space-4);
        padding: 0 0 var(--space-4) 20px;
      }
    `,
  ];

  @property({ attribute: false }) scenario!: Scenario;
  /** Message by path of what is wrong now. */
  @property({ attribute: false }) problems: FieldProblems = new Map();

  override render(): TemplateResult {
    return html`${fieldGroups[this.scenario.mode].map((group) => this.#group(group))}`;
  }

  #group(group: FieldGroup): TemplateResult {
    return html`<details>
      <summary>
        <h3>${group.title}</h3>
        <span class="sum">${this.#summary(group)}</span>
      </summary>
      <div class="fields">
        ${group.fields.filter(({ path }) => counts(this.scenario, path)).map((field) => fieldTemplate(offeredField(field, this.scenario), this.scenario, this.problems))}
      </div>
      ${group.id === 'load' ? this.#lists() : nothing} ${group.id === 'hardware' ? this.#measured() : nothing}
      ${group.id === 'economics' ? this.#gridHours() : nothing}
    </details>`;
  }

  #lists(): TemplateResult | typeof nothing {
    if (this.scenario.mode === 'article') return nothing;
    return html`<div class="lists">
      <rr-day-profile .scenario=${this.scenario}></rr-day-profile>
      <rr-traffic-mix .scenario=${this.scenario} .problems=${this.problems}></rr-traffic-mix>
    </div>`;
  }

  #gridHours(): TemplateResult | typeof nothing {
    if (this.scenario.mode === 'article') return nothing;
    return html`<div class="lists"><rr-day-profile of="carbon" .scenario=${this.scenario}></rr-day-profile></div>`;
  }

  #summary({ id, fields }: FieldGroup): string {
    const classes = this.scenario.mode === 'physical' ? this.scenario.demand.classes : null;
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

  /** Memory and power of what was measured here: no browser tells them. */
  #measured(): TemplateResult | typeof nothing {
    const { own, hardware } = this.scenario;
    const index = own?.accelerators.findIndex(({ id }) => id === MEASURED_ACCELERATOR) ?? -1;
    if (own === null || index < 0 || hardware.accelerator !== MEASURED_ACCELERATOR) return nothing;
    return html`<div class="fields">
      ${measuredFields.map(({ key, description }) => {
        const path = `own.accelerators[${String(index)}].${key}`;
        const problem = this.problems.get(path);
        return html`<rr-number-field
          label=${`${description.label ?? key} of what was measured`}
          unit=${description.unit}
          help=${description.help}
          .low=${description.low}
          .high=${description.high}
          .value=${problem?.typed ?? own.accelerators[index]?.[key] ?? ''}
          .problem=${problem?.message ?? null}
          @rr-field-typed=${(event: FieldTypedEvent) => {
            event.stopPropagation();
            const text = event.text.trim();
            const value = text === '' ? null : (parseNumber(text) ?? text);
            const accelerators = own.accelerators.map((accelerator, at) =>
              at === index ? { ...accelerator, [key]: value } : accelerator,
            );
            this.dispatchEvent(new FieldEditedEvent(path, text, { path: 'own', value: { ...own, accelerators } }));
          }}
        ></rr-number-field>`;
      })}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-scenario-form': RrScenarioForm;
  }
}
