import type { PlacedRack } from '../../racks/device.ts';
import { signal } from '../signals.ts';
import { LONGEST_HISTORY } from './undoable.ts';

type Racks = readonly PlacedRack[];

/** What was moved by hand in the racks of one fleet. */
interface HandMoves {
  /** The fleet, as a text: another one begins anew. */
  readonly of: string;
  readonly past: readonly Racks[];
  readonly present: Racks;
  readonly future: readonly Racks[];
}

/** What a reader does to racks by hand: it stays while other pages are looked at. */
export class RackRoom {
  /** Parts that are switched off, by their names in the hall. */
  readonly off = signal<readonly string[]>([]);
  readonly #moves = signal<HandMoves | null>(null);

  /** Switches a part off, or on again. */
  toggle(part: string): void {
    const off = this.off.get();
    this.off.set(off.includes(part) ? off.filter((other) => other !== part) : [...off, part]);
  }

  /** The racks of a fleet as they were left, of those that it was packed into. */
  racks(of: string, packed: Racks): Racks {
    const moves = this.#moves.get();
    return moves?.of === of ? moves.present : packed;
  }

  /** How many moves can be taken back, and made again. */
  steps(of: string): { readonly back: number; readonly forward: number } {
    const moves = this.#moves.get();
    return moves?.of === of ? { back: moves.past.length, forward: moves.future.length } : { back: 0, forward: 0 };
  }

  move(of: string, packed: Racks, after: Racks): void {
    const moves = this.#moves.get();
    const past = moves?.of === of ? [...moves.past, moves.present] : [packed];
    this.#moves.set({ of, past: past.slice(-LONGEST_HISTORY), present: after, future: [] });
  }

  undo(of: string): void {
    const moves = this.#moves.get();
    const present = moves?.of === of ? moves.past.at(-1) : undefined;
    if (moves === null || present === undefined) return;
    this.#moves.set({ ...moves, past: moves.past.slice(0, -1), present, future: [moves.present, ...moves.future] });
  }

  redo(of: string): void {
    const moves = this.#moves.get();
    const [present, ...future] = moves?.of === of ? moves.future : [];
    if (moves === null || present === undefined) return;
    this.#moves.set({ ...moves, past: [...moves.past, moves.present], present, future });
  }
}
