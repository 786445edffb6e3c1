import type { ComparedCase, ComparedSide, Comparison } from '../records/comparison.ts';

export const sameSide = (a: ComparedSide, b: ComparedSide): boolean =>
  a.kind === b.kind && (a.kind === 'git' ? a.sha === b.sha : a.name === b.name);

/** A side as it was asked for, with the commit that it was. */
export const sideText = ({ name, sha }: ComparedSide): string =>
  sha === null || sha.startsWith(name) ? name : `${name} (${sha.slice(0, 10)})`;

/** What a comparison answers. */
export const questionText = ({ base, head }: Pick<Comparison, 'base' | 'head'>): string =>
  `${sideText(head)} against ${sideText(base)}`;

const major = ({ browser: { name, version } }: Comparison): string => `${name} ${version.split('.')[0] ?? ''}`;

export const adapterText = ({ adapter: { vendor, architecture, description } }: Comparison): string =>
  [vendor, architecture].filter((word) => word !== '').join(' ') || description || 'unknown adapter';

/**
 * What makes times alike: adapter, browser and its major version, system and clock. Runs of one class may stand in one
 * history; runs of two are never joined.
 */
export const machineClass = (comparison: Comparison): string =>
  [
    adapterText(comparison),
    major(comparison),
    comparison.machine.platform,
    ...(comparison.clock.crossOriginIsolated === false ? ['coarse clock'] : []),
  ].join(', ');

const flagsText = ({ browser: { flags } }: Comparison): string =>
  flags.length === 0 ? 'no flags' : [...flags].sort().join(' ');

/** What is timed in one place stands side by side in a merged comparison; what is timed in two is never put together. */
export const placeOf = (comparison: Comparison): string =>
  `${machineClass(comparison)}, ${comparison.machine.name}, ${String(comparison.machine.cores)} cores`;

/**
 * How the setups of two comparisons in one place differ: driver, window, flags of the browser; null where they do not. Of a remote
 * browser its host alone knows the last two.
 */
export const whyOtherSetup = (a: Comparison, b: Comparison): string | null => {
  const known = !a.browser.remote && !b.browser.remote;
  const factsOf = (comparison: Comparison): readonly string[] => [
    `the driver ${comparison.adapter.description || 'unknown'}`,
    ...(known ? [flagsText(comparison), comparison.browser.headless ? 'no window' : 'a window'] : []),
  ];
  const others = factsOf(b);
  const differing = factsOf(a).flatMap((fact, i) =>
    fact === others[i] ? [] : [`with ${fact}, not with ${others[i] ?? ''}`],
  );
  return differing[0] ?? null;
};

/** A folder may have been built anew under the same name. */
const whyRebuilt = (earlier: Comparison, now: Comparison): string | null => {
  for (const side of ['base', 'head'] as const) {
    const [before, after] = [earlier.bundleBytes[side], now.bundleBytes[side]];
    if (before !== null && after !== null && before !== after)
      return `${now[side].name} was built anew since: its scripts and styles weigh ${String(after)} bytes, not ${String(before)}`;
  }
  return null;
};

const COUNTED = ['wgslHash', 'flop', 'bytes', 'dispatches', 'pipelines'] as const;

/**
 * The side of a case that runs another program than it did, and which of its counts show it; null where neither does, or nothing ran.
 * An address, or a kernel of this checkout, may be anything under the same name.
 */
export const otherProgram = (
  before: ComparedCase['counts'],
  now: ComparedCase['counts'],
): { readonly side: 'base' | 'head'; readonly counts: string } | null => {
  if (before === null || now === null) return null;
  for (const side of ['base', 'head'] as const) {
    const differing = COUNTED.filter((count) => before[side][count] !== now[side][count]);
    if (differing.length > 0) return { side, counts: differing.join(', ') };
  }
  return null;
};

/** Why sessions of one comparison cannot be added to those of another; null where they can. */
export const whyUnlike = (earlier: Comparison, now: Comparison): string | null => {
  if (!sameSide(earlier.base, now.base) || !sameSide(earlier.head, now.head))
    return `it compares ${questionText(earlier)}, not ${questionText(now)}`;
  if (placeOf(earlier) !== placeOf(now)) return `it was timed on ${placeOf(earlier)}, and this is ${placeOf(now)}`;
  const setup = whyOtherSetup(earlier, now);
  if (setup !== null) return `it was timed ${setup}`;
  return whyRebuilt(earlier, now);
};
