import { gaussLegendre, integrate } from './quadrature.ts';

/** Up to here the recursion is as fast as the integral, and it is exact. */
const RECURSION_LIMIT = 64;

/** 32 nodes a side follow forty e-foldings of a Gaussian or of an exponential to about 1e-13. */
const RULE = gaussLegendre(32);
/** e^−40 = 4e-18: what lies beyond does not reach the last digit of a double. */
const NEGLIGIBLE_EXPONENT = 40;

/** ln B by Erlang's recursion 1/B(c) = 1 + (c/a)/B(c − 1), which only adds positive numbers. */
const lnErlangBByRecursion = (servers: number, load: number): number => {
  let inverse = 1;
  let lnScale = 0;
  for (let c = 1; c <= servers; c++) {
    inverse = Math.exp(-lnScale) + (c / load) * inverse;
    if (inverse > 1e100) {
      inverse /= 1e100;
      lnScale += 100 * Math.LN10;
    }
  }
  return -(Math.log(inverse) + lnScale);
};

/**
 * ln B by Fortet's integral (Jagerman, "Some properties of the Erlang loss function", BSTJ 53(3), 1974):
 *
 *   1/B(c, a) = ∫₀^∞ e^h(x) dx,   h(x) = c·ln(1 + x/a) − x
 *
 *   h is concave with its peak at x* = max(0, c − a):   ▁▂▅▇█▇▅▂▁      integrated on both sides of x* to where h has
 *                                                     x*             fallen by 40, with the peak factored out.
 *
 * The same number of operations for ten servers and for a million.
 */
const lnErlangBByIntegral = (servers: number, load: number): number => {
  const h = (x: number): number => servers * Math.log1p(x / load) - x;
  const peak = Math.max(0, servers - load);
  const top = h(peak);
  const fall = (x: number): number => h(x) - top;

  // Where h has fallen by 40 to the right: h is concave, so that Newton from the left of the root approaches from the right.
  const scale = Math.sqrt(servers) + 1;
  let right = peak + scale;
  for (let round = 0; round < 60 && fall(right) > -NEGLIGIBLE_EXPONENT; round++) right += (right - peak) * 0.5;
  for (let round = 0; round < 3; round++) {
    right -= (fall(right) + NEGLIGIBLE_EXPONENT) / (servers / (load + right) - 1);
  }
  // To the left at least the Gaussian width holds: h falls faster there than its parabola at the peak.
  const width = (load + peak) * Math.sqrt((2 * NEGLIGIBLE_EXPONENT) / servers);
  const left = Math.max(0, peak - width);

  const below = peak > left ? integrate(RULE, left, peak, (x) => Math.exp(fall(x))) : 0;
  const above = integrate(RULE, peak, right, (x) => Math.exp(fall(x)));
  return -(Math.log(below + above) + top);
};

/**
 * ln of Erlang's loss formula: the share of calls that find all `servers` busy in M/G/c/c.
 * `load` is λ/μ in erlangs. Servers: whole, 0 to at least 1e6. Relative error of B below 1e-9.
 */
export const lnErlangB = (servers: number, load: number): number => {
  if (servers === 0) return 0;
  if (load === 0) return -Infinity;
  return servers <= RECURSION_LIMIT ? lnErlangBByRecursion(servers, load) : lnErlangBByIntegral(servers, load);
};

export const erlangB = (servers: number, load: number): number => Math.exp(lnErlangB(servers, load));

/**
 * Erlang's delay formula: the share of requests that wait in M/M/c, C = cB / (c − a(1 − B)). One where the load is not
 * below the servers, for then the queue grows without end. Valid for Poisson arrivals and exponential service.
 */
export const erlangC = (servers: number, load: number): number => {
  if (load >= servers) return 1;
  const blocked = erlangB(servers, load);
  return (servers * blocked) / (servers - load + load * blocked);
};
