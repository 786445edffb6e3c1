import type { PathStep } from '../base/plain-object.ts';

const LONGEST_SHOWN = 80;

/**
 * Characters that would break the line, drive a terminal or turn the reading direction: C0 and C1 controls, line and
 * paragraph separators, bidirectional overrides.
 */

const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text of unknown origin in full, as one line of a terminal. */
export const oneLine = (text: string): string => text.replace(UNSAFE, escaped);

/**
 * Lines for a terminal, or for a file that is looked at in one: whatever they were made of, nothing in them drives it. JSON
 * keeps its meaning, since such characters stand in its strings only.
 */
export const terminalText = (text: string): string =>
  text.replace(UNSAFE, (character) => (character === '\n' || character === '\t' ? character : escaped(character)));

const shorten = (text: string): string => (text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`);

/** Text of unknown origin, made safe to print on one line. */
export const showText = (text: string): string => oneLine(shorten(text));

/** A value of unknown origin as it stands in a message. */
export const showValue = (value: unknown): string => {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return `"${showText(value)}"`;
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return showText(String(value));
};

/** `cases[3].medianMs`; keys that are no plain names stand in brackets and quotes. */
export const showPath = (path: readonly PathStep[]): string =>
  path.reduce<string>((shown, step) => {
    if (typeof step === 'number') return `${shown}[${String(step)}]`;
    if (!/^[\w$-]{1,80}$/.test(step)) return `${shown}["${showText(step)}"]`;
    return shown === '' ? step : `${shown}.${step}`;
  }, '');
