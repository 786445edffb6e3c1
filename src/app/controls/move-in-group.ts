const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** Forwards or back by an arrow key; undefined for other keys, and with a modifier: Alt and ← are the browser's own way back. */
export const arrowStep = ({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): number | undefined =>
  altKey || ctrlKey || metaKey ? undefined : STEPS[key];

/**
 * Arrow keys inside a group of links or buttons: one stop of Tab, its first; the others have `tabindex="-1"`. A group that is
 * read by the way is no wall before what comes after it.
 */
export const moveInGroup = (event: KeyboardEvent): void => {
  const step = arrowStep(event);
  const group = event.currentTarget;
  if (step === undefined || !(group instanceof Element)) return;
  const items = [...group.querySelectorAll<HTMLElement>('a[href], button:enabled')];
  const next = items[items.findIndex((item) => item === event.composedPath()[0]) + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
};

/** Of a thing of the group, by its place. */
export const groupTabIndex = (index: number): 0 | -1 => (index === 0 ? 0 : -1);
