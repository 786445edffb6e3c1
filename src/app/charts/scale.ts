type Span = readonly [from: number, to: number];

/** Where a value stands: from the span of the values to that of the drawing, px. */
export interface Scale {
  (value: number): number;
  readonly domain: Span;
  readonly range: Span;
}

export interface ScaleOptions {
  /** What lies outside stands at the edge. */
  readonly clamp?: boolean;
}

const scaleBy = (
  bend: (value: number) => number,
  domain: Span,
  range: Span,
  { clamp = false }: ScaleOptions,
): Scale => {
  const [from, to] = [bend(domain[0]), bend(domain[1])];
  const place = (value: number): number => {
    // A span of one value has it in the middle.
    const share = from === to ? 0.5 : (bend(value) - from) / (to - from);
    const kept = clamp ? Math.min(1, Math.max(0, share)) : share;
    return range[0] * (1 - kept) + range[1] * kept;
  };
  return Object.assign(place, { domain, range });
};

export const linearScale = (domain: Span, range: Span, options: ScaleOptions = {}): Scale =>
  scaleBy((value) => value, domain, range, options);

/** Of positive numbers. */
export const logScale = (domain: Span, range: Span, options: ScaleOptions = {}): Scale =>
  scaleBy(Math.log, domain, range, options);
