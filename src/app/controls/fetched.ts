import type { ReactiveControllerHost } from 'lit';

/** A part of the program that an element needs for what it shows: fetched when it is first wanted, and again on demand. */
export class Fetched {
  stage: 'unwanted' | 'loading' | 'ready' | 'failed' = 'unwanted';
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>;
  readonly #load: () => Promise<unknown>;

  constructor(host: Pick<ReactiveControllerHost, 'requestUpdate'>, load: () => Promise<unknown>) {
    this.#host = host;
    this.#load = load;
  }

  /** For whatever is drawn: a part that failed is not fetched anew by the drawing that says so. */
  want(): void {
    if (this.stage === 'unwanted') void this.fetch();
  }

  readonly fetch = async (): Promise<void> => {
    if (this.stage === 'loading' || this.stage === 'ready') return;
    this.#become('loading');
    try {
      await this.#load();
      this.#become('ready');
    } catch {
      this.#become('failed');
    }
  };

  #become(stage: Fetched['stage']): void {
    this.stage = stage;
    this.#host.requestUpdate();
  }
}
