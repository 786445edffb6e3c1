import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What a chart is drawn for on paper: the text of a sheet of A4 or Letter is 680 to 720 px wide. */
const PAPER_PX = 680;

/** Width of an element in CSS pixels, so that a drawing's text keeps its size at every width. */
export class WidthController implements ReactiveController {
  width = 640;
  readonly #host: ReactiveControllerHost & Element;
  readonly #observer = new ResizeObserver(([entry]) => {
    if (entry !== undefined && !this.#printing) this.#take(Math.floor(entry.contentRect.width));
  });
  #printing = false;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    const width = Math.floor(this.#host.clientWidth);
    if (width > 0) this.width = width;
    this.#observer.observe(this.#host);
    window.addEventListener('beforeprint', this.#beforePrint);
    window.addEventListener('afterprint', this.#afterPrint);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    window.removeEventListener('beforeprint', this.#beforePrint);
    window.removeEventListener('afterprint', this.#afterPrint);
  }

  /** Nothing is drawn anew while a sheet is laid out: what was drawn for a wide screen would print too small to read. */
  readonly #beforePrint = (): void => {
    this.#printing = true;
    this.#take(PAPER_PX);
  };

  readonly #afterPrint = (): void => {
    this.#printing = false;
    this.#take(Math.floor(this.#host.clientWidth));
  };

  #take(width: number): void {
    if (width <= 0 || width === this.width) return;
    this.width = width;
    this.#host.requestUpdate();
  }
}
