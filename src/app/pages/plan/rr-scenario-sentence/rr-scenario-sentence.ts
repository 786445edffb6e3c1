import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { MEASURED_ACCELERATOR } from '../../../../records/own-hardware.ts';
import type { PhysicalScenario, Scenario } from '../../../../records/scenario.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { ChoiceOption } from '../../../controls/rr-choice-field/rr-choice-field.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-pick-field/rr-pick-field.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import type { FieldProblems } from '../field-problem.ts';
import { formatChoiceOf, formatOptions, formatsOf } from '../number-formats.ts';
import { choiceAt, entryAt } from '../form-fields.ts';
import { fieldAt, modelOptions, optionsFor, serverOptions } from '../scenario-fields.ts';

const PRECISION = 'precision';

/**
 * @summary The question as one sentence whose numbers and names can be changed in place.
 * @fires rr-field-edited - Carries path and text of a field.
 */
@customElement('rr-scenario-sentence')
export class RrScenarioSentence extends LitElement {
  static override styles = [
    baseStyles,
    css`
      p {
        max-width: none;
        font: var(--text-20);
        line-height: 34px;
        text-wrap: pretty;
      }
      /* No line begins with the mark after a field. */
      .kept {
        white-space: nowrap;
      }
      @media screen and (max-width: 719.98px) {
        p {
          font: var(--text-16);
          line-height: 30px;
        }
      }
    `,
  ];

  @property({ attribute: false }) scenario!: Scenario;
  @property({ attribute: false }) problems: FieldProblems = new Map();

  override render(): TemplateResult {
    const { scenario } = this;
    const queries = this.#number('demand.queriesPerDay', 'Queries per day');
    const server = this.#pick('hardware.server', 'Server', serverOptions);
    if (scenario.mode === 'article') {
      return html`<p>
        ${queries} queries per day, each answered in ${this.#number('article.wordsPerQuery', 'Words per query')} words
        at ${this.#number('article.secondsPerWord', 'Seconds per word')} s per word on one GPU of ${server}.
      </p>`;
    }
    const mark = scenario.demand.classes === null ? ';' : ',';
    const on =
      scenario.hardware.accelerator === MEASURED_ACCELERATOR
        ? html`${server} with what was measured here${mark}`
        : html`<span class="kept">${server}${mark}</span>`;
    return html`<p>
      ${queries} queries per day${this.#lengths(scenario)} of ${this.#pick('model', 'Model', modelOptions)} in
      ${this.#format(scenario)} on ${on} ${this.#slo(scenario)}
    </p>`;
  }

  #lengths({ demand }: PhysicalScenario): TemplateResult | string {
    return demand.classes === null
      ? html`, ${this.#number('demand.inputTokens', 'Prompt tokens')} tokens in and
        ${this.#number('demand.outputTokens', 'Generated tokens')} out,`
      : ` in ${String(demand.classes.length)} classes`;
  }

  #slo({ demand }: PhysicalScenario): TemplateResult | string {
    return demand.classes === null
      ? html`the first within ${this.#number('slo.ttftP99Ms', 'First token p99 in milliseconds')} ms, the next every
        ${this.#number('slo.tpotP99Ms', 'Token interval p99 in milliseconds')} ms (p99).`
      : 'each with an SLO of its own.';
  }

  #number(path: string, label: string): TemplateResult {
    const problem = this.problems.get(path);
    const { low, high, whole } = fieldAt(path).description;
    return html`<rr-number-field
      inline
      label=${label}
      .low=${low}
      .high=${high}
      ?whole=${whole}
      .value=${problem?.typed ?? entryAt(this.scenario, path)}
      .problem=${problem?.message ?? null}
      @rr-field-typed=${(event: FieldTypedEvent) => {
        this.#edited(path, event);
      }}
    ></rr-number-field>`;
  }

  #pick(path: string, label: string, options: readonly ChoiceOption[]): TemplateResult {
    return html`<rr-pick-field
      inline
      label=${label}
      .options=${optionsFor(path, options, this.scenario)}
      .value=${choiceAt(this.scenario, path)}
      .problem=${this.problems.get(path)?.message ?? null}
      @rr-field-typed=${(event: FieldTypedEvent) => {
        this.#edited(path, event);
      }}
    ></rr-pick-field>`;
  }

  /** Three fields of the form at once. */
  #format({ precision }: PhysicalScenario): TemplateResult {
    return html`<rr-choice-field
      inline
      label="Number format"
      .options=${formatOptions(precision)}
      .value=${formatChoiceOf(precision)}
      @rr-field-typed=${(event: FieldTypedEvent) => {
        event.stopPropagation();
        const formats = formatsOf(event.text);
        if (formats === null) return;
        const value = { ...precision, ...formats };
        this.dispatchEvent(new FieldEditedEvent(PRECISION, event.text, { path: PRECISION, value }));
      }}
    ></rr-choice-field>`;
  }

  #edited(path: string, event: FieldTypedEvent): void {
    event.stopPropagation();
    this.dispatchEvent(new FieldEditedEvent(path, event.text));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-scenario-sentence': RrScenarioSentence;
  }
}
