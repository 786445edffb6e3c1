import type { Comparison, ComparedSide } from '../records/comparison.ts';

export const sameSide = (a: ComparedSide, b: ComparedSide): boolean =>
  a.kind === b.kind && (a.kind === 'git' ? a.sha === b.sha : a.name === b.name);

/** A side as it was asked for, with the commit that it was. */
export const sideText = ({ name, sha }: ComparedSide): string =>
  sha === null || sha.startsWith(name) ? name : `${name} (${sha.slice(0, 10)})`;

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

/** How the flags of two browsers differ; null where they do not, and for a remote one, whose flags its host alone knows. */
export const whyOtherFlags = (a: Comparison, b: Comparison): string | null => {
  if (a.browser.remote || b.browser.remote) return null;
  const [flags, others] = [flagsText(a), flagsText(b)];
  return flags === others ? null : `with ${flags}, not with ${others}`;
};

/** Why sessions of one comparison cannot be added to those of another; null where they can. */
export const whyUnlike = (earlier: Comparison, now: Comparison): string | null => {
  if (!sameSide(earlier.base, now.base) || !sameSide(earlier.head, now.head))
    return `it compares ${earlier.head.name} with ${earlier.base.name}, not ${now.head.name} with ${now.base.name}`;
  if (earlier.machine.name !== now.machine.name) return `it was timed on another machine (${earlier.machine.name})`;
  if (machineClass(earlier) !== machineClass(now))
    return `it was timed on ${machineClass(earlier)}, and this is ${machineClass(now)}`;
  const flags = whyOtherFlags(earlier, now);
  return flags === null ? null : `its browser ran ${flags}`;
};
