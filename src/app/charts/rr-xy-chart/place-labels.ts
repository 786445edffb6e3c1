import { CHARACTER_PX } from '../text-room.ts';

export interface PlacedLabel {
  readonly text: string;
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  readonly anchor: 'start' | 'end';
  /** Of the series whose name it is; null for a curve's. */
  readonly style: number | null;
}

/** A name with the places where it may stand, the best first. */
export interface LabelToPlace {
  readonly text: string;
  readonly style: number | null;
  readonly places: readonly Pick<PlacedLabel, 'x' | 'y' | 'anchor'>[];
}

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const ASCENT_PX = 11;
const DESCENT_PX = 3;
const MARGIN_PX = 2;

export const labelBox = ({ text, x, y, anchor }: Omit<PlacedLabel, 'style'>): Frame => {
  const width = text.length * CHARACTER_PX;
  const left = anchor === 'start' ? x : x - width;
  return { left, right: left + width, top: y - ASCENT_PX, bottom: y + DESCENT_PX };
};

const overlap = (a: Frame, b: Frame): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left) + MARGIN_PX) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) + MARGIN_PX);

const outside = (box: Frame, frame: Frame): number =>
  Math.max(0, frame.left - box.left) +
  Math.max(0, box.right - frame.right) +
  Math.max(0, frame.top - box.top) +
  Math.max(0, box.bottom - frame.bottom);

/** A name on another cannot be read; one cut off hardly; one over a line can, but better stands free. */
const OVER_LABEL = 1000;
const CUT_OFF = 100;
const OVER_POINT = 3;

/** Puts each name at its first place that is free, or at that where it hides least: those that come first choose first. */
export const placeLabels = (
  labels: readonly LabelToPlace[],
  frame: Frame,
  drawn: readonly { readonly px: number; readonly py: number }[],
): readonly PlacedLabel[] => {
  const boxes: Frame[] = [];
  return labels.flatMap(({ text, style, places }) => {
    const cost = (place: LabelToPlace['places'][number], order: number): number => {
      const box = labelBox({ text, ...place });
      const hidden = boxes.reduce((sum, other) => sum + overlap(box, other), 0);
      const crossed = drawn.filter(
        ({ px, py }) => px > box.left && px < box.right && py > box.top && py < box.bottom,
      ).length;
      return OVER_LABEL * hidden + CUT_OFF * outside(box, frame) + OVER_POINT * crossed + order;
    };
    const costs = places.map(cost);
    const best = places[costs.indexOf(Math.min(...costs))];
    if (best === undefined) return [];
    boxes.push(labelBox({ text, ...best }));
    return [{ text, style, ...best }];
  });
};
