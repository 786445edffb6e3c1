import type { FabricWiring } from '../../catalog/schema.ts';

/** Switch counts that somebody claims for a number of nodes. */
export interface FabricClaim {
  readonly servers: number;
  readonly leaf: number;
  readonly spine: number | null;
  readonly core: number | null;
}

const count = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

/**
 * Why such a network cannot be built without blocking: every port that the counts ask for, against the ports that there
 * are. Empty where nothing speaks against it. Counts are of all planes together.
 */
export const fabricProblems = (
  claim: FabricClaim,
  { rails, planes, radix, managementCables }: Pick<FabricWiring, 'rails' | 'planes' | 'radix' | 'managementCables'>,
): string[] => {
  const { servers, leaf, spine, core } = claim;
  const links = servers * rails * planes + managementCables;
  if (leaf < rails * planes) {
    return [
      `${count(leaf)} leaf switches cannot keep ${String(rails)} rails${planes > 1 ? ` in ${String(planes)} planes` : ''} apart; there must be ${String(rails * planes)} at least.`,
    ];
  }
  const down = Math.ceil(links / leaf);
  if (down > radix) {
    return [
      `${count(leaf)} leaf switches would carry ${count(down)} downlinks each on ${String(radix)} ports: ${count(links)} links of ${count(servers)} servers need ${count(Math.ceil(links / radix))} leaf switches without any uplink, ${count(Math.ceil(links / Math.floor(radix / 2)))} with as many uplinks as downlinks.`,
    ];
  }
  if (spine === null || spine === 0) return [];
  const problems: string[] = [];
  if (2 * down > radix) {
    problems.push(
      down === radix
        ? `${count(down)} downlinks take every port of a leaf switch; none is left for uplinks.`
        : `${count(down)} downlinks leave a leaf switch ${count(radix - down)} of ${String(radix)} ports for uplinks: it blocks above ${((100 * (radix - down)) / down).toFixed(0)} % load.`,
    );
  }
  const uplinks = Math.min(down, radix - down);
  const perSpine = (leaf * uplinks) / spine;
  const spinePorts = core === null || core === 0 ? radix : Math.floor(radix / 2);
  if (perSpine > spinePorts) {
    problems.push(
      `${count(spine)} spine switches would carry ${count(perSpine)} links each on ${count(spinePorts)} ports; ${count(Math.ceil((leaf * uplinks) / spinePorts))} are needed.`,
    );
  }
  if (core !== null && core > 0 && (leaf * uplinks) / core > radix) {
    problems.push(
      `${count(core)} core switches would carry ${count((leaf * uplinks) / core)} links each on ${String(radix)} ports; ${count(Math.ceil((leaf * uplinks) / radix))} are needed.`,
    );
  }
  return problems;
};
