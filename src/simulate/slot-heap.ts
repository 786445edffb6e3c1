/** Slots ordered by a key, smallest first; a slot can be taken out wherever it stands. Nothing is allocated after the start. */
export interface SlotHeap {
  readonly size: () => number;
  /** Key of the first slot; infinite for an empty heap. */
  readonly firstKey: () => number;
  readonly push: (slot: number, key: number) => void;
  /** Takes the first slot out. */
  readonly pop: () => number;
  readonly remove: (slot: number) => void;
}

export const createSlotHeap = (slots: number): SlotHeap => {
  const heap = new Int32Array(slots);
  const keys = new Float64Array(slots);
  const position = new Int32Array(slots);
  let size = 0;

  const put = (slot: number, at: number): void => {
    heap[at] = slot;
    position[slot] = at;
  };
  const up = (slot: number, from: number): void => {
    let at = from;
    const key = keys[slot]!;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[heap[parent]!]! <= key) break;
      put(heap[parent]!, at);
      at = parent;
    }
    put(slot, at);
  };
  const down = (slot: number, from: number): void => {
    let at = from;
    const key = keys[slot]!;
    for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && keys[heap[child + 1]!]! < keys[heap[child]!]!) child++;
      if (keys[heap[child]!]! >= key) break;
      put(heap[child]!, at);
      at = child;
    }
    put(slot, at);
  };
  const remove = (slot: number): void => {
    const at = position[slot]!;
    const last = heap[--size]!;
    if (last === slot) return;
    up(last, at);
    down(last, position[last]!);
  };
  return {
    size: () => size,
    firstKey: () => (size === 0 ? Infinity : keys[heap[0]!]!),
    push: (slot, key) => {
      keys[slot] = key;
      up(slot, size++);
    },
    pop: () => {
      const slot = heap[0]!;
      remove(slot);
      return slot;
    },
    remove,
  };
};
