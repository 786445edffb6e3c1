import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { MEASURED_ACCELERATOR } from '../../../../records/own-hardware.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { ChoiceOption } from '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import type { FieldProblems } from '../field-problem.ts';
import { choiceAt, entryAt, fieldAt, modelOptions, optionsFor, serverOptions } from '../scenario-fields.ts';

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
        line-height: 36px;
        text-wrap: pretty;
      }
      @media screen and (max-width: 719.98px) {
        p {
          font: var(--text-16);
          line-height: 32px;
        }
      }
    `,
  ];

  @property({ attribute: false }) scenario!: Scenario;
  @property({ attribute: false }) problems: FieldProblems = new Map();

  override render(): TemplateResult {
    const queries = this.#number('demand.queriesPerDay', 'Queries per day');
    const server = this.#choice('hardware.server', 'Server', serverOptions);
    if (this.scenario.mode === 'article') {
      return html`<p>
        ${queries} queries per day, each answered in ${this.#number('article.wordsPerQuery', 'Words per query')} words
        at ${this.#number('article.secondsPerWord', 'Seconds per word')} s per word on one GPU of ${server}.
      </p>`;
    }
    const measured = this.scenario.hardware.accelerator === MEASURED_ACCELERATOR ? ' with what was measured here' : '';
    const { classes } = this.scenario.demand;
    const slo =
      classes === null
        ? html`p99 first token below ${this.#number('slo.ttftP99Ms', 'First token p99 in milliseconds')} ms.`
        : `in ${String(classes.length)} classes with an SLO of their own.`;
    return html`<p>
      ${queries} queries per day of ${this.#choice('model', 'Model', modelOptions)} on ${server}${measured}, ${slo}
    </p>`;
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

  #choice(path: string, label: string, options: readonly ChoiceOption[]): TemplateResult {
    return html`<rr-choice-field
      inline
      label=${label}
      .options=${optionsFor(path, options, this.scenario)}
      .value=${choiceAt(this.scenario, path)}
      .problem=${this.problems.get(path)?.message ?? null}
      @rr-field-typed=${(event: FieldTypedEvent) => {
        this.#edited(path, event);
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
