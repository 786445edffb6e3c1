import { html, type TemplateResult } from 'lit';
import type { Scenario } from '../../../records/scenario.ts';
import '../../controls/rr-choice-field/rr-choice-field.ts';
import '../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../controls/rr-number-field/rr-number-field.ts';
import { FieldEditedEvent } from './field-edited-event.ts';
import type { FieldProblems } from './field-problem.ts';
import { choiceAt, entryAt, optionsFor, UNSET, type ScenarioField } from './scenario-fields.ts';

/** A field of the form; fires `rr-field-edited`. */
export const fieldTemplate = (
  { path, options, description }: ScenarioField,
  record: Pick<Scenario, 'own'>,
  problems: FieldProblems,
): TemplateResult => {
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
      help=${description.help}
      .options=${optionsFor(path, options, record)}
      .value=${choiceAt(record, path)}
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
    .value=${problem?.typed ?? entryAt(record, path)}
    .problem=${problem?.message ?? null}
    @rr-field-typed=${edited}
  ></rr-number-field>`;
};
