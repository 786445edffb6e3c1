import { formatHash, parseHash, type PageLocation } from './location.ts';
import { signal } from '../signals.ts';

/** What lies beside an address in the browser's history. */
interface Mark {
  /** The part of the query that the page itself put there, to say what stands on it: no question to the page. */
  readonly mirrored?: string;
}

const markHere = (): Mark => (window.history.state ?? {}) as Mark;

/** What the address asks for: without what the page says of itself. */
const addressed = (): PageLocation => {
  const { segments, query } = parseHash(window.location.hash);
  const { mirrored } = markHere();
  return { segments, query: Object.fromEntries(Object.entries(query).filter(([key]) => key !== mirrored)) };
};

/** The address bar as a signal, and the ways to move it. */
export class Router {
  readonly location = signal<PageLocation>(addressed());
  /** As it was when the document was loaded. */
  readonly #loaded = { query: parseHash(window.location.hash).query, mark: markHere() };

  constructor() {
    window.addEventListener('hashchange', () => {
      this.location.set(addressed());
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

  /** Puts parts of the query in place, and takes away those that are empty; no step in the history. */
  patch(changes: Readonly<Record<string, string>>): void {
    const { segments, query } = this.location.get();
    const changed = Object.entries({ ...query, ...changes }).filter(([, value]) => value !== '');
    this.replace({ segments, query: Object.fromEntries(changed) });
  }

  /** What had stood on the page when it was loaded anew, for browsers that keep nothing else; null where nothing did. */
  stood(key: string): string | null {
    const { query, mark } = this.#loaded;
    return mark.mirrored === key ? (query[key] ?? null) : null;
  }

  /**
   * Shows in the address bar what stands on the page, for whoever copies it: `location` does not have it. Back in the
   * browser's history, or loaded again, such an address asks for the page alone and not for what once stood there.
   */
  mirror(key: string, value: string): void {
    const { segments, query } = this.location.get();
    // The reader is on the way elsewhere: the address is ahead of the page.
    if (formatHash(addressed()) !== formatHash({ segments, query })) return;
    const hash = formatHash({ segments, query: { ...query, [key]: value } });
    if (hash === window.location.hash && markHere().mirrored === key) return;
    const mark: Mark = { mirrored: key };
    window.history.replaceState(mark, '', hash);
  }
}
