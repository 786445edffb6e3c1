import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { trainingDefaults } from '../../../../catalog/training-presets.ts';
import type { Training } from '../../../../records/training.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { formGroupStyles } from '../../plan/form-group-styles.ts';
import type { FieldProblems } from '../../plan/field-problem.ts';
import { fieldTemplate } from '../../plan/field-template.ts';
import type { FieldGroup } from '../../plan/form-fields.ts';
import { formSummary } from '../../plan/form-summary.ts';
import { countsInTraining, trainingGroups } from '../training-fields.ts';

/**
 * @summary All inputs of a training in groups; a closed group sums itself up in one line.
 * @fires rr-field-edited - Carries path and text of a field.
 */
@customElement('rr-training-form')
export class RrTrainingForm extends LitElement {
  static override styles = [baseStyles, formGroupStyles];

  @property({ attribute: false }) training!: Training;
  /** Message by path of what is wrong now. */
  @property({ attribute: false }) problems: FieldProblems = new Map();

  override render(): TemplateResult {
    return html`${trainingGroups.map((group) => this.#group(group))}`;
  }

  #group({ id, title, fields: all }: FieldGroup): TemplateResult {
    const record = { ...this.training, own: null };
    const fields = all.filter(({ path }) => countsInTraining(this.training, path));
    return html`<details ?open=${id === 'training'}>
      <summary>
        <h3>${title}</h3>
        <span class="sum">${formSummary(fields, this.training, trainingDefaults)}</span>
      </summary>
      <div class="fields">${fields.map((field) => fieldTemplate(field, record, this.problems))}</div>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-training-form': RrTrainingForm;
  }
}
