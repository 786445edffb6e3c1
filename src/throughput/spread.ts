/** How the accelerators of a group share a model: its attention, and its routed experts, which the same accelerators hold. */
export interface Spread {
  /** Accelerators that split every matrix and the heads of attention. */
  readonly tensor: number;
  /** Groups of those that attend to sequences of their own. */
  readonly data: number;
  /** Accelerators that split each expert. */
  readonly expertTensor: number;
  /** Groups of those that hold experts of their own. */
  readonly expertParallel: number;
}

export const groupSize = ({ tensor, data }: Spread): number => tensor * data;

/** Everything split over all accelerators of the group. */
export const tensorSpread = (size: number): Spread => ({
  tensor: size,
  data: 1,
  expertTensor: size,
  expertParallel: 1,
});

/** Groups that attend to sequences of their own, `data` of them; experts dealt out whole, or each split over all. */
export const attendingSpread = (size: number, data: number, dealt: boolean): Spread => ({
  tensor: size / data,
  data,
  expertTensor: dealt ? 1 : size,
  expertParallel: dealt ? size : 1,
});

/** Each accelerator attends to sequences of its own and holds whole experts. */
export const expertSpread = (size: number): Spread => ({
  tensor: 1,
  data: size,
  expertTensor: 1,
  expertParallel: size,
});
