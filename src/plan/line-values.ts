/** Every id of a line has a place of its own in the values of all ledgers, given to it when it is first met. */
const places = new Map<string, number>();
const ids: string[] = [];

export const placeOf = (id: string): number => {
  const known = places.get(id);
  if (known !== undefined) return known;
  const place = ids.length;
  places.set(id, place);
  ids.push(id);
  return place;
};

/** Values of lines by their place. Not known is NaN; asking for a line that is not there is a bug. */
export class LineValues {
  #values: Float64Array;
  #isThere: Uint8Array;

  constructor(from: LineValues | null = null) {
    // Room for the lines that are met only now.
    this.#values = from === null ? new Float64Array(ids.length + 64) : from.#values.slice();
    this.#isThere = from === null ? new Uint8Array(ids.length + 64) : from.#isThere.slice();
  }

  has(place: number): boolean {
    return this.#isThere[place] === 1;
  }

  at(place: number): number {
    if (this.#isThere[place] !== 1) throw new Error(`The ledger has no line ${String(ids[place])}.`);
    return this.#values[place] ?? NaN;
  }

  set(place: number, value: number): void {
    if (place >= this.#values.length) {
      const [values, isThere] = [this.#values, this.#isThere];
      this.#values = new Float64Array(2 * place);
      this.#isThere = new Uint8Array(2 * place);
      this.#values.set(values);
      this.#isThere.set(isThere);
    }
    this.#values[place] = value;
    this.#isThere[place] = 1;
  }
}
