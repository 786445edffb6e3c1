import { html, type TemplateResult } from 'lit';
import '../../controls/rr-choice-field/rr-choice-field.ts';
import '../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../controls/rr-number-field/rr-number-field.ts';
import { FieldEditedEvent } from './field-edited-event.ts';
import type { FieldProblems } from './field-problem.ts';
import { choiceAt, entryAt, UNSET, type ScenarioField } from './form-fields.ts';

/** Help in the words of a form: what is left open is an empty field, or one of the choices, which says itself what it means. */
const helpText = ({ description, options }: ScenarioField): string =>
  options === null
    ? description.help.replace(/\bnull:/, 'empty:')
    : description.help.replace(/[;,]? ?\bnull: [^.;]*/, '');

/** A field of the form; fires `rr-field-edited`. */
export const fieldTemplate = (field: ScenarioField, record: object, problems: FieldProblems): TemplateResult => {
  const { path, options, description } = field;
  const problem = problems.get(path);
  const edited = (event: FieldTypedEvent): void => {
    event.stopPropagation();
    event.target?.dispatchEvent(
      new FieldEditedEvent(path, description.nullable && event.text.trim() === '' ? UNSET : event.text),
    );
  };
  if (options !== null) {
    return html`<rr-choice-field
      label=${description.label ?? path}
      help=${helpText(field)}
      .options=${options}
      .value=${choiceAt(record, path)}
      .problem=${problem?.message ?? null}
      @rr-field-typed=${edited}
    ></rr-choice-field>`;
  }
  return html`<rr-number-field
    label=${description.label ?? path}
    unit=${description.unit}
    help=${helpText(field)}
    .low=${description.low}
    .high=${description.high}
    ?whole=${description.whole}
    .value=${problem?.typed ?? entryAt(record, path)}
    .problem=${problem?.message ?? null}
    @rr-field-typed=${edited}
  ></rr-number-field>`;
};
