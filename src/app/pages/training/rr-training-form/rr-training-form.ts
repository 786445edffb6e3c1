import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber } from '../../../../base/format.ts';
import { valueAt } from '../../../../base/plain-object.ts';
import type { Training } from '../../../../records/training.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { formGroupStyles } from '../../plan/form-group-styles.ts';
import type { FieldProblems } from '../../plan/field-problem.ts';
import { fieldTemplate } from '../../plan/field-template.ts';
import { UNSET, type FieldGroup } from '../../plan/form-fields.ts';
import { countsInTraining, trainingGroups } from '../training-fields.ts';

/** Fields that a closed group shows on its summary line. */
const SUMMARY_FIELDS = 4;

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

  #group(group: FieldGroup): TemplateResult {
    const record = { ...this.training, own: null };
    return html`<details ?open=${group.id === 'training'}>
      <summary>
        <h3>${group.title}</h3>
        <span class="sum">${this.#summary(group)}</span>
      </summary>
      <div class="fields">
        ${group.fields
          .filter(({ path }) => countsInTraining(this.training, path))
          .map((field) => fieldTemplate(field, record, this.problems))}
      </div>
    </details>`;
  }

  #summary({ fields }: FieldGroup): string {
    const values = fields
      .filter(({ path }) => countsInTraining(this.training, path) && valueAt(this.training, path) !== null)
      .slice(0, SUMMARY_FIELDS)
      .map(({ path, options, description }) => {
        const value = valueAt(this.training, path);
        return typeof value === 'number'
          ? `${description.label ?? ''} ${formatNumber(value)} ${description.unit}`.trim()
          : (options?.find((option) => option.value === String(value ?? UNSET))?.label ?? String(value));
      });
    return values.length === 0 ? 'not set' : values.join(' · ');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-training-form': RrTrainingForm;
  }
}
