import { withHardware, withNeededHardware } from '../../../catalog/own-hardware.ts';
import { asEdited } from '../../../catalog/starting-points.ts';
import { applySettings, applyValue } from '../../../exchange/scenario.ts';
import type { Scenario } from '../../../records/scenario.ts';
import type { AppState } from '../../state/app-state.ts';
import type { FieldEditedEvent } from './field-edited-event.ts';
import type { FieldProblems } from './field-problem.ts';
import { numberOrText } from './form-fields.ts';
import { refusal } from './scenario-fields.ts';

/** A scenario with all own hardware of this browser at hand, to choose from. */
export const offered = (app: AppState, scenario: Scenario): Scenario =>
  withHardware(scenario, app.hardware.facts.get());

/** Puts an edit of a field into the draft, where it is right; what is wrong with the fields of the form after it. */
export const applyEdit = (
  app: AppState,
  { path, text, whole }: FieldEditedEvent,
  before: FieldProblems,
): FieldProblems => {
  const scenario = app.draft.scenario.get();
  if (scenario === null) return before;
  const base = offered(app, scenario);
  const applied =
    whole === null ? applySettings(base, [`${path}=${numberOrText(text)}`]) : applyValue(base, whole.path, whole.value);
  // A list that is replaced takes the problems of its parts with it.
  const problems = new Map([...before].filter(([key]) => key !== path && !key.startsWith(`${path}[`)));
  if (applied.ok) void app.draft.set(asEdited(withNeededHardware(applied.value)), path);
  else problems.set(path, { typed: text, message: refusal(path, text, applied.error) });
  return problems;
};
