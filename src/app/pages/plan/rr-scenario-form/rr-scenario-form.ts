import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { parseNumber } from '../../../../base/format.ts';
import { scenarioDefaults } from '../../../../catalog/presets.ts';
import { MEASURED_ACCELERATOR } from '../../../../records/own-hardware.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import { Fetched } from '../../../controls/fetched.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles, buttonStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import { formGroupStyles } from '../form-group-styles.ts';
import type { FieldProblems } from '../field-problem.ts';
import { fieldTemplate } from '../field-template.ts';
import type { FieldGroup, ScenarioField } from '../form-fields.ts';
import { formSummary } from '../form-summary.ts';
import { counts, fieldGroups, measuredFields, offeredField } from '../scenario-fields.ts';

/**
 * @summary All inputs of a plan in groups; a closed group sums itself up in one line.
 * @fires rr-field-edited - Carries path and text of a field.
 */
@customElement('rr-scenario-form')
export class RrScenarioForm extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
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

  /** Tables by the hour and classes of requests: few open their groups, and most plans have none. */
  readonly #lists = new Fetched(this, () =>
    Promise.all([import('../rr-day-profile/rr-day-profile.ts'), import('../rr-traffic-mix/rr-traffic-mix.ts')]),
  );

  protected override willUpdate(): void {
    const { scenario } = this;
    if (scenario.mode === 'article') return;
    const { demand, carbon } = scenario;
    if ([demand.hourlyProfile, demand.classes, carbon.hourlyProfile].some((list) => list !== null)) this.#lists.want();
  }

  override render(): TemplateResult {
    return html`${fieldGroups[this.scenario.mode].map((group) => this.#group(group))}`;
  }

  #group(group: FieldGroup): TemplateResult {
    const fields = group.fields
      .filter(({ path }) => counts(this.scenario, path))
      .map((field) => offeredField(field, this.scenario));
    const lists = this.#listsOf(group);
    return html`<details @toggle=${lists === null ? nothing : this.#lists.fetch}>
      <summary>
        <h3>${group.title}</h3>
        <span class="sum">${this.#summary(group, fields)}</span>
      </summary>
      <div class="fields">${fields.map((field) => fieldTemplate(field, this.scenario, this.problems))}</div>
      ${lists === null ? nothing : this.#fetched(lists)} ${group.id === 'hardware' ? this.#measured() : nothing}
    </details>`;
  }

  /** What a group has beside its fields. */
  #listsOf({ id }: FieldGroup): TemplateResult | null {
    const { scenario } = this;
    if (scenario.mode === 'article') return null;
    if (id === 'economics') return html`<rr-day-profile of="carbon" .scenario=${scenario}></rr-day-profile>`;
    if (id !== 'load') return null;
    return html`<rr-day-profile of="load" .scenario=${scenario}></rr-day-profile>
      <rr-traffic-mix .scenario=${scenario} .problems=${this.problems}></rr-traffic-mix>`;
  }

  #fetched(lists: TemplateResult): TemplateResult | typeof nothing {
    switch (this.#lists.stage) {
      case 'unwanted':
        return nothing;
      case 'loading':
        return html`<p class="lists quiet">Loading more…</p>`;
      case 'ready':
        return html`<div class="lists">${lists}</div>`;
      case 'failed':
        return html`<div class="lists">
          <p role="alert">A part of these inputs did not arrive. Check the connection.</p>
          <div><button @click=${this.#lists.fetch}>Try again</button></div>
        </div>`;
    }
  }

  #summary({ id }: FieldGroup, fields: readonly ScenarioField[]): string {
    const { scenario } = this;
    const classes = scenario.mode === 'physical' && id === 'load' ? scenario.demand.classes : null;
    const summary = formSummary(fields, scenario, scenarioDefaults[scenario.mode]);
    return classes === null ? summary : `${String(classes.length)} classes, ${summary}`;
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
