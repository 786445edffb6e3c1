/** The reader changed a field of the scenario: its dotted path and what was typed. */
export class FieldEditedEvent extends Event {
  readonly path: string;
  readonly text: string;

  constructor(path: string, text: string) {
    super('rr-field-edited', { bubbles: true, composed: true });
    this.path = path;
    this.text = text;
  }
}
