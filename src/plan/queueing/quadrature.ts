/** Nodes in (−1, 1) and weights of a Gauss–Legendre rule: exact for polynomials of degree 2·size − 1. */
export interface QuadratureRule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/** Newton's method on the Legendre polynomial from the Chebyshev guess of each root (Abramowitz & Stegun 25.4.29). */
export const gaussLegendre = (size: number): QuadratureRule => {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < size; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (size + 0.5));
    let slope = 0;
    for (let round = 0; round < 8; round++) {
      let before = 1;
      let value = x;
      for (let degree = 2; degree <= size; degree++) {
        const next = ((2 * degree - 1) * x * value - (degree - 1) * before) / degree;
        before = value;
        value = next;
      }
      slope = (size * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
};

/** ∫ f from `low` to `high`. */
export const integrate = (
  { nodes, weights }: QuadratureRule,
  low: number,
  high: number,
  f: (x: number) => number,
): number => {
  const half = (high - low) / 2;
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) sum += weights[i]! * f(low + half * (1 + nodes[i]!));
  return half * sum;
};
