import type { UPS_SCHEMES } from '../../records/scenario.ts';

/**
 * How UPS units stand in for each other. N: all carry, none to spare. N+1: one to spare on a common bus. 2N: two systems,
 * each carries all. 4N/3: four units, each load on a pair of them; any three carry all. Block-redundant: one unit waits,
 * static switches move the load of a lost one to it.
 */
export type UpsScheme = (typeof UPS_SCHEMES)[number];

export interface UpsSystem {
  readonly scheme: UpsScheme;
  readonly units: number;
  readonly unitW: number;
}

/** Units of equal rating that the scheme needs for a load: as few as it allows. */
export const upsUnits = (scheme: UpsScheme, loadW: number, unitW: number): number => {
  const carrying = Math.max(1, Math.ceil((loadW / unitW) * (1 - 1e-9)));
  switch (scheme) {
    case 'N':
      return carrying;
    case 'N+1':
    case 'block-redundant':
      return carrying + 1;
    case '2N':
      return 2 * carrying;
    case '4N/3':
      return 4 * Math.ceil(carrying / 3);
  }
};

/** Load that the system carries with any one unit lost (of N: with none lost), W. */
export const upsUsableW = ({ scheme, units, unitW }: UpsSystem): number => {
  switch (scheme) {
    case 'N':
      return units * unitW;
    case 'N+1':
    case 'block-redundant':
      return (units - 1) * unitW;
    case '2N':
      return (units / 2) * unitW;
    case '4N/3':
      return 0.75 * units * unitW;
  }
};

/** Load of the most loaded unit over its rating, all units well, and with one lost; its load goes where the scheme says. */
export const upsLoad = (
  { scheme, units, unitW }: UpsSystem,
  loadW: number,
): { readonly normal: number; readonly oneLost: number } => {
  const share = loadW / unitW;
  switch (scheme) {
    case 'N':
      return { normal: share / units, oneLost: units === 1 ? 0 : share / (units - 1) };
    case 'N+1':
      return { normal: share / units, oneLost: share / (units - 1) };
    case '2N':
      // The other system takes it: a system with a lost unit is taken out as a whole.
      return { normal: share / units, oneLost: (2 * share) / units };
    case '4N/3':
      return { normal: share / units, oneLost: (4 * share) / (3 * units) };
    case 'block-redundant':
      return { normal: share / (units - 1), oneLost: share / (units - 1) };
  }
};

/** How many units carry and stand by where nobody says: as few as the scheme allows, four and one where units share a bus. */
const UNITS: Readonly<Record<UpsScheme, { readonly units: number; readonly carrying: number }>> = {
  N: { units: 1, carrying: 1 },
  'N+1': { units: 5, carrying: 4 },
  '2N': { units: 2, carrying: 1 },
  '4N/3': { units: 4, carrying: 3 },
  'block-redundant': { units: 5, carrying: 4 },
};

/** A system whose units are as large as the load needs with one of them lost. */
export const sizedUps = (scheme: UpsScheme, loadW: number): UpsSystem => ({
  scheme,
  units: UNITS[scheme].units,
  unitW: loadW / UNITS[scheme].carrying,
});
