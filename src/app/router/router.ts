import { formatHash, parseHash, type PageLocation } from './location.ts';
import { signal } from '../signals.ts';

/** The address bar as a signal, and the two ways to move it. */
export class Router {
  readonly location = signal<PageLocation>(parseHash(window.location.hash));

  constructor() {
    window.addEventListener('hashchange', () => {
      this.location.set(parseHash(window.location.hash));
    });
  }

  /** A step that the back button undoes. */
  go(location: PageLocation): void {
    window.location.hash = formatHash(location);
  }

  /** The same page under a better address; no step in the history. */
  replace(location: PageLocation): void {
    window.history.replaceState(null, '', formatHash(location));
    this.location.set(location);
  }
}
