import type { NumberedRack } from './filled-rack.ts';
import type { Class } from './prepare.ts';
import { mostOf, poolSize, type PackingRequest, type SpreadRule } from './request.ts';

/** Racks filled alike, by entry of the request. */
interface EntryRack {
  readonly held: ReadonlyMap<number, number>;
  readonly count: number;
  readonly number: number | null;
}

/** Deals the entries of each class out over the racks that hold the class. */
export const byEntry = (
  packed: readonly NumberedRack[],
  classes: readonly Class[],
  left: Map<number, number>,
): EntryRack[] => {
  const racks: EntryRack[] = [];
  const cursor = classes.map(() => 0);
  for (const { held: pattern, count, number = null } of packed) {
    for (let remaining = count; remaining > 0;) {
      const held = new Map<number, number>();
      for (const [item, copies] of pattern) {
        const { entries } = classes[item]!;
        for (let at = cursor[item]!, open = copies; open > 0; at++) {
          const index = entries[at]!;
          const here = Math.min(open, left.get(index) ?? 0);
          if (here > 0) held.set(index, here);
          open -= here;
          if (left.get(index) === 0) cursor[item] = at + 1;
        }
      }
      let alike = remaining;
      for (const [index, copies] of held) alike = Math.min(alike, Math.floor((left.get(index) ?? 0) / copies));
      for (const [index, copies] of held) left.set(index, (left.get(index) ?? 0) - alike * copies);
      racks.push({ held, count: alike, number });
      remaining -= alike;
    }
  }
  return racks;
};

/** Deals racks out over feeds so that each pool of a rule stands on more than one; even numbers otherwise. */
export const dealOut = (
  racks: readonly EntryRack[],
  { devices, rules }: PackingRequest,
): { readonly racks: (EntryRack & { readonly feed: number | null })[]; readonly broken: readonly SpreadRule[] } => {
  const spread = rules.spread.filter(({ over }) => over === 'feed');
  if (spread.length === 0 || rules.feeds < 2) {
    return { racks: racks.map((rack) => ({ ...rack, feed: null })), broken: rules.feeds < 2 ? spread : [] };
  }
  const held = (rule: SpreadRule, rack: EntryRack): number => {
    let sum = 0;
    for (const [index, copies] of rack.held) if (devices[index]!.device.pool?.name === rule.pool) sum += copies;
    return sum;
  };
  const most = spread.map((rule) => mostOf(rule, devices));
  const load = Array.from({ length: rules.feeds }, () => ({ racks: 0, pools: spread.map(() => 0) }));
  const dealt: (EntryRack & { feed: number })[] = [];
  // Racks with the most of a pool choose first: they are the hardest to spread.
  const order = [...racks].sort(
    (a, b) => Math.max(...spread.map((rule) => held(rule, b))) - Math.max(...spread.map((rule) => held(rule, a))),
  );
  for (const rack of order) {
    const pools = spread.map((rule) => held(rule, rack));
    const counts = load.map(() => 0);
    const each = Math.floor(rack.count / rules.feeds);
    const deal = (feed: number, count: number): void => {
      counts[feed]! += count;
      load[feed]!.racks += count;
      pools.forEach((copies, at) => (load[feed]!.pools[at]! += copies * count));
    };
    if (each > 0)
      load.forEach((_, feed) => {
        deal(feed, each);
      });
    for (let rest = rack.count - each * rules.feeds; rest > 0; rest--) {
      const over = (feed: number): number =>
        pools.reduce(
          (sum, copies, at) =>
            sum + Math.max(0, load[feed]!.pools[at]! + copies - most[at]!) + copies * load[feed]!.pools[at]!,
          0,
        );
      const feeds = [...load.keys()].sort((a, b) => over(a) - over(b) || load[a]!.racks - load[b]!.racks || a - b);
      deal(feeds[0]!, 1);
    }
    counts.forEach((count, feed) => {
      if (count > 0) dealt.push({ ...rack, count, feed: feed + 1 });
    });
  }
  const broken = spread.filter(
    (rule, at) => poolSize(devices, rule.pool) >= 2 && load.some(({ pools }) => pools[at]! > most[at]!),
  );
  return { racks: dealt, broken };
};
