import { signal } from '../signals.ts';

export interface ToastMessage {
  readonly text: string;
  /** Takes back what was just done; null where there is nothing to take back. */
  readonly undo: (() => void) | null;
}

/** Long enough to read the sentence and reach for the button. */
const SHOWN_MS = 12_000;

/** The last thing that was done, said once at the foot of the page, with its undo. */
export class Toast {
  readonly message = signal<ToastMessage | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(text: string, undo: (() => void) | null = null): void {
    clearTimeout(this.#timer);
    this.message.set({ text, undo });
    this.#timer = setTimeout(() => {
      this.dismiss();
    }, SHOWN_MS);
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.message.set(null);
  }
}
