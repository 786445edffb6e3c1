import { problem, type Problem } from '../base/result.ts';
import type { PathStep } from '../base/plain-object.ts';
import { MAX_ARRAY_LENGTH, MAX_DEPTH } from './limits.ts';
import { showPath, showText } from './show.ts';

/**
 * One pass over JSON text before it is parsed, for what `JSON.parse` would hide or choke on: nesting, long lists, keys
 * given twice, numbers that overflow. It judges no syntax, `JSON.parse` does that afterwards.
 */
export interface JsonScan {
  readonly problems: readonly Problem[];
  /** Numbers beyond the largest double, by shown path, as written: `JSON.parse` would make them infinite. */
  readonly overflows: ReadonlyMap<string, string>;
}

interface Frame {
  readonly keys: Set<string> | null;
  step: PathStep;
  expectsKey: boolean;
}

const NUMBER = /-?\d[\d.eE+-]*/y;

const endOfString = (text: string, start: number): number => {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length - 1);
};

const unescapeKey = (quoted: string): string => {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
};

export const scanJson = (text: string): JsonScan => {
  const problems: Problem[] = [];
  const overflows = new Map<string, string>();
  const stack: Frame[] = [];
  const pathHere = (): string => showPath(stack.map((frame) => frame.step));
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const frame = stack.at(-1);
    if (character === '"') {
      const end = endOfString(text, at);
      if (frame?.keys && frame.expectsKey) {
        frame.step = unescapeKey(text.slice(at, end + 1));
        frame.expectsKey = false;
        if (frame.keys.has(frame.step)) {
          problems.push(problem(pathHere(), `${pathHere()} is given twice in the same object; keep one of them.`));
        }
        frame.keys.add(frame.step);
      }
      at = end;
    } else if (character === '{' || character === '[') {
      if (stack.length === MAX_DEPTH) {
        const message = `The file nests deeper than ${String(MAX_DEPTH)} levels; flatten it below that.`;
        return { problems: [...problems, problem('', message)], overflows };
      }
      stack.push(
        character === '{'
          ? { keys: new Set(), step: '', expectsKey: true }
          : { keys: null, step: 0, expectsKey: false },
      );
    } else if (character === '}' || character === ']') {
      stack.pop();
    } else if (character === ',' && frame !== undefined) {
      if (frame.keys) frame.expectsKey = true;
      else if (typeof frame.step === 'number') {
        frame.step++;
        if (frame.step === MAX_ARRAY_LENGTH) {
          const list = showPath(stack.slice(0, -1).map((outer) => outer.step));
          const message = `${list === '' ? 'The list' : list} has more than ${MAX_ARRAY_LENGTH.toLocaleString('en-US')} entries; split it.`;
          problems.push(problem(list, message));
        }
      }
    } else if (character === '-' || (character >= '0' && character <= '9')) {
      NUMBER.lastIndex = at;
      const token = NUMBER.exec(text)?.[0] ?? character;
      if (Math.abs(Number(token)) === Infinity) overflows.set(pathHere(), showText(token));
      at += token.length - 1;
    }
  }
  return { problems, overflows };
};
