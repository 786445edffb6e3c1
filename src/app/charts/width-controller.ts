import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Width of an element in CSS pixels, so that a drawing's text keeps its size at every width. */
export class WidthController implements ReactiveController {
  width = 640;
  readonly #host: ReactiveControllerHost & Element;
  readonly #observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width > 0 && width !== this.width) {
      this.width = width;
      this.#host.requestUpdate();
    }
  });

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    const width = Math.floor(this.#host.clientWidth);
    if (width > 0) this.width = width;
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
