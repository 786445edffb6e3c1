import type { TemplateResult } from 'lit';

/** What can become of any control or chart on a page. Light, dark and narrow are the page's: all of these in each. */
export const STATES = ['usual', 'empty', 'loading', 'partial', 'error', 'too large', 'refused entry'] as const;
export type State = (typeof STATES)[number];

/** Why a control that nobody types into has no refused entry. */
export const NO_ENTRY = 'Nothing is entered here.';

/** One control or chart in every state. */
export interface Exhibit {
  /** Tag of the element, or name of the function that makes a template of its own. */
  readonly name: string;
  /** What is seen, or, in words, why there is no such state and what stands in its place. */
  readonly states: Readonly<Record<State, TemplateResult | string>>;
}
