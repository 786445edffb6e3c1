import type { WritableSignal } from '../signals.ts';

/** Something whose edits can be taken back, and made again. */
export interface Undoable {
  /** What undo goes back through, oldest first. */
  readonly past: Pick<WritableSignal<readonly unknown[]>, 'get'>;
  /** What redo goes forward through, next first. */
  readonly future: Pick<WritableSignal<readonly unknown[]>, 'get'>;
  undo(): Promise<void>;
  redo(): Promise<void>;
}

/** Steps that undo goes back: a long session of edits, a small part of a tab's memory. */
export const LONGEST_HISTORY = 200;

const TEXT_TYPES = ['text', 'search', 'number', 'email', 'url', 'tel', 'password'];

/** Whether a key pressed there is a field's own: what is being typed has the browser's undo. */
const hasOwnUndo = (target: EventTarget | undefined): boolean =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && TEXT_TYPES.includes(target.type));

/** What Ctrl or Cmd with Z asks for, with Shift the other way, and Ctrl with Y; null for every other key. */
export const undoKey = (event: KeyboardEvent): 'undo' | 'redo' | null => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || hasOwnUndo(event.composedPath()[0])) return null;
  const key = event.key.toLowerCase();
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
  return key === 'y' && event.ctrlKey && !event.shiftKey ? 'redo' : null;
};
