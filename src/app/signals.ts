import { LitElement } from 'lit';
import { Signal } from 'signal-polyfill';

/** A value that can be set; elements that read it while they are drawn are drawn again when it changes. */
export const signal = <T>(value: T): Signal.State<T> => new Signal.State(value);

/** A value that follows from signals. */
export const computed = <T>(compute: () => T): Signal.Computed<T> => new Signal.Computed(compute);

export type WritableSignal<T> = Signal.State<T>;

/**
 * An element that is drawn again when a signal changes that it read while it was drawn. It watches only as long as it
 * is in the document: signals outlive pages and would keep every element alive that ever read one. (The mixin of
 * `@lit-labs/signals` 0.3.0 does: lit/lit#5364.)
 */
export class SignalElement extends LitElement {
  readonly #watcher = new Signal.subtle.Watcher(() => {
    this.requestUpdate();
    this.#watcher.watch();
  });
  #drawing: Signal.Computed<void> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // What changed while nobody watched.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWatching();
  }

  protected override performUpdate(): void {
    if (!this.isUpdatePending) return;
    this.#stopWatching();
    if (!this.isConnected) {
      super.performUpdate();
      return;
    }
    const drawing = computed(() => {
      super.performUpdate();
    });
    this.#drawing = drawing;
    this.#watcher.watch(drawing);
    Signal.subtle.untrack(() => {
      drawing.get();
    });
  }

  #stopWatching(): void {
    if (this.#drawing !== null) this.#watcher.unwatch(this.#drawing);
    this.#drawing = null;
  }
}
