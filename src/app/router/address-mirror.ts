import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Result } from '../../base/result.ts';
import type { Draft } from '../state/draft.ts';
import { findPage, type PageId } from './addresses.ts';
import type { Router } from './router.ts';

/** Between two keystrokes the address stays: browsers limit how often it may change. */
const SETTLED_MS = 300;

interface Mirrored<T> {
  readonly router: Router;
  readonly page: PageId;
  /** In the query. */
  readonly key: string;
  /** What stands on the page; null while there is nothing. */
  readonly value: T | null;
  readonly pack: (value: T) => Promise<string>;
}

/**
 * The draft of a page. Where nothing is stored, not even the draft, a page that is loaded again has it from its address.
 */
export const ensureDraft = async <T>(
  { router, key }: Pick<Mirrored<T>, 'router' | 'key'>,
  draft: Pick<Draft<never, T>, 'load' | 'value' | 'set' | 'ensure'>,
  read: (packed: string) => Promise<Result<T, unknown>>,
): Promise<void> => {
  await draft.load();
  const stood = router.stood(key);
  if (stood !== null && draft.value.get() === null) {
    const found = await read(stood);
    if (found.ok) await draft.set(found.value);
  }
  await draft.ensure();
};

/** Keeps in the address what stands on a page, so that a copy of the address is a copy of it. */
export class AddressMirror<T> implements ReactiveController {
  readonly #mirrored: () => Mirrored<T>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: { readonly value: T; readonly packed: string } | null = null;

  /** `mirrored` is asked whenever the host was drawn. */
  constructor(host: ReactiveControllerHost, mirrored: () => Mirrored<T>) {
    this.#mirrored = mirrored;
    host.addController(this);
  }

  hostUpdated(): void {
    const { value } = this.#mirrored();
    this.#show();
    if (value === null || value === this.#last?.value) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#pack(value), SETTLED_MS);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  async #pack(value: T): Promise<void> {
    const packed = await this.#mirrored().pack(value);
    if (this.#mirrored().value !== value) return;
    this.#last = { value, packed };
    this.#show();
  }

  /** Not while the address asks for something that is not on the page yet, nor on the way to another page. */
  #show(): void {
    const { router, page, key, value } = this.#mirrored();
    const location = router.location.get();
    // What stood there before goes on standing in the address, and is never put there anew.
    if (this.#last === null || this.#last.value !== value || findPage(location)?.id !== page) return;
    if (location.segments.length > 1 || key in location.query) return;
    router.mirror(key, this.#last.packed);
  }
}
