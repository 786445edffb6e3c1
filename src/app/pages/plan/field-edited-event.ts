/** What takes the place of a field whose value is a list. */
export interface WholeValue {
  readonly path: string;
  readonly value: unknown;
}

/** The reader changed a field of the scenario: its path and what was typed; of a part of a list, the whole list with it. */
export class FieldEditedEvent extends Event {
  readonly path: string;
  readonly text: string;
  readonly whole: WholeValue | null;

  constructor(path: string, text: string, whole: WholeValue | null = null) {
    super('rr-field-edited', { bubbles: true, composed: true });
    this.path = path;
    this.text = text;
    this.whole = whole;
  }
}
