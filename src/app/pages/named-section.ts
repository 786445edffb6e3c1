import type { RrSection } from '../controls/rr-section/rr-section.ts';

/** The section that the address of a page names with `show`. */
export class NamedSection {
  #last: string | null = null;

  /** The section to bring into view; null where the address names none, the same as before, or one that is not drawn yet. */
  next(page: ParentNode, id: string | null): RrSection | null {
    if (id === this.#last) return null;
    const section = id === null ? null : page.querySelector<RrSection>(`rr-section#${CSS.escape(id)}`);
    if (id === null || section !== null) this.#last = id;
    return section;
  }
}
