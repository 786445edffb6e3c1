import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';

export interface PlacedServers {
  /** Servers in each domain, spares among them; in the order of the domains. */
  readonly servers: readonly number[];
  readonly spares: number;
  /** Most that the loss of one domain takes. */
  readonly largestLoss: number;
}

/**
 * Fewest servers, and how many in each failure domain (a rack, a panel, a loop), so that after the loss of any one domain
 * as many are left as the load needs: the smallest m with Σ min(slotsᵢ, m) ≥ needed + m, for the largest domain holds m
 * and the others at most as many. Domains within a lost domain lose less. `slots` is what each domain takes.
 */
export const placeSpares = (needed: number, slots: readonly number[]): Result<PlacedServers, Problem> => {
  if (needed === 0) return ok({ servers: slots.map(() => 0), spares: 0, largestLoss: 0 });
  const held = (m: number): number => slots.reduce((sum, own) => sum + Math.min(own, m), 0);
  const largest = Math.max(0, ...slots);
  // What is left, Σ min(slots, m) − m, never falls while two domains can take more, and only falls after that.
  const second = slots.length < 2 ? 0 : slots.toSorted((a, b) => b - a)[1];
  const most = Math.min(largest, second);
  if (held(most) - most < needed) {
    const left = Math.max(0, held(most) - most);
    return err(
      problem(
        'slots',
        `With one of ${String(slots.length)} domains lost at most ${String(left)} servers are left; ${String(needed)} are needed. Add domains, or room in them.`,
      ),
    );
  }
  let [low, high] = [0, most];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (held(middle) - middle >= needed) high = middle;
    else low = middle;
  }
  const total = needed + high;
  let surplus = held(high) - total;
  const servers = slots.map((own) => Math.min(own, high));
  // What is too much is taken from the last domains: the largest loss stays.
  for (let index = servers.length - 1; surplus > 0; index--) {
    const taken = Math.min(surplus, servers[index]);
    servers[index] -= taken;
    surplus -= taken;
  }
  return ok({ servers, spares: high, largestLoss: Math.max(...servers) });
};
