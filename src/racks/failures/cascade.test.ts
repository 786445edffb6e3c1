import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alikeFailures, allFailures, brokenPromises } from './all-failures.ts';
import { Cascade, type CascadeEnd } from './cascade.ts';
import { chainNode, type BankIndex, type Chain, type ChainLoad, type ChainNode } from './chain.ts';
import { compileChain, type CompiledChain } from './compile-chain.ts';

const compiled = (chain: Chain): CompiledChain => {
  const result = compileChain(chain);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
};

const input = (node: string, weight = 1) => ({ node, weight });
const breakerW = (continuous: number, rating: number): ChainNode['rating'] => ({
  circuit: { kind: 'amount', unit: 'W' },
  continuous,
  breaker: { rating, standard: 'ul489', ratingA: 60 },
});
const load = (id: string, amount: number, nodes: readonly string[], needed: number | null, gpus = 8): ChainLoad => ({
  id,
  gpus,
  replicas: [Number(id.replace(/\D/g, ''))],
  demands: [{ service: 'power', amount, supplies: nodes.map((node) => ({ node, units: 3, bank: null })), needed }],
});

describe('a cascade', () => {
  it('moves the load of a lost feed to the other: over its rating, or tripped, and then nothing is left', () => {
    const rack = (servers: number): Chain => ({
      nodes: ['A', 'B'].map((id) => chainNode(id, 'feed', { rating: breakerW(17_292, 21_616) })),
      loads: Array.from({ length: servers }, (_, index) => load(String(index), 6500, ['A', 'B'], 3)),
      replicasNeeded: servers,
    });
    const lose = (servers: number) => new Cascade(compiled(rack(servers))).fail(['A']);
    expect(lose(2)).toMatchObject({ trips: [], over: [], loadsDown: 0, loadShare: 1 });
    expect(lose(3)).toMatchObject({ trips: [], over: [{ node: 'B', load: 19_500 }], gpusLeft: 24, loadShare: 1 });
    const four = lose(4);
    expect(four).toMatchObject({ loadsDown: 4, gpusLeft: 0, loadShare: 0, over: [] });
    expect(four.trips).toMatchObject([{ node: 'B', load: 26_000, round: 1, time: { latestS: null } }]);
  });

  it('follows the second trip: panel after panel goes, the most overloaded first', () => {
    const chain: Chain = {
      nodes: [
        ...[100, 110, 120].map((rating, index) =>
          chainNode(`P${String(index)}`, 'panel', { rating: breakerW(80, rating) }),
        ),
      ],
      loads: [0, 1, 2].map((index) => load(String(index), 75, ['P0', 'P1', 'P2'], 3)),
      replicasNeeded: 3,
    };
    const end = new Cascade(compiled(chain)).fail(['P2']);
    expect(end.trips.map(({ node, load: amount, round }) => [node, amount, round])).toEqual([
      ['P0', 112.5, 1],
      ['P1', 225, 2],
    ]);
    expect(end.gpusLeft).toBe(0);
  });

  it('lets a static switch take its first input that lives, and a pump stop with its power', () => {
    const chain: Chain = {
      nodes: [
        chainNode('U1', 'ups'),
        chainNode('R', 'ups', { rating: breakerW(100, 100) }),
        chainNode('sts', 'sts', { inputs: [input('U1'), input('R')], takes: 'first' }),
        chainNode('cdu', 'cdu', { also: [{ nodes: ['sts'], needs: 1 }] }),
      ],
      loads: [
        {
          ...load('0', 90, ['sts'], 3),
          demands: [
            { service: 'power', amount: 90, supplies: [{ node: 'sts', units: 1, bank: null }], needed: 1 },
            { service: 'liquid', amount: 80, supplies: [{ node: 'cdu', units: 1, bank: null }], needed: 1 },
          ],
        },
      ],
      replicasNeeded: 1,
    };
    const cascade = new Cascade(compiled(chain));
    expect(cascade.fail(['U1'])).toMatchObject({ loadsDown: 0, over: [] });
    expect(cascade.fail(['U1', 'R'])).toMatchObject({ loadsDown: 1, gpusLeft: 0 });
    expect(cascade.fail(['cdu'])).toMatchObject({ loadsDown: 1 });
  });

  it('counts what nobody published as running, and says so', () => {
    const chain: Chain = {
      nodes: ['A', 'B'].map((id) => chainNode(id, 'feed')),
      loads: [load('0', 100, ['A', 'B'], null)],
      replicasNeeded: 1,
    };
    expect(new Cascade(compiled(chain)).fail(['A'])).toMatchObject({
      loadsDown: 0,
      loadsUnknown: 1,
      gpusLeft: 8,
      gpusUnknown: 8,
      replicasLeft: 1,
      replicasUnknown: 1,
    });
  });

  it('trips without any failure where the hall is built so', () => {
    const chain: Chain = {
      nodes: [chainNode('A', 'feed', { rating: breakerW(80, 100) })],
      loads: [load('0', 150, ['A'], 3)],
      replicasNeeded: 1,
    };
    expect(new Cascade(compiled(chain)).base()).toMatchObject({
      trips: [{ node: 'A', time: { latestS: 7200 } }],
      loadsDown: 1,
    });
  });

  it('is refused for a chain that hangs on itself or on what is not there', () => {
    const loop = compileChain({
      nodes: [chainNode('A', 'x', { inputs: [input('B')] }), chainNode('B', 'x', { inputs: [input('A')] })],
      loads: [],
      replicasNeeded: 0,
    });
    expect(loop.ok ? '' : loop.error[0]!.message).toContain('A, B hang on themselves');
    const missing = compileChain({ nodes: [], loads: [load('0', 1, ['Z'], 1)], replicasNeeded: 0 });
    expect(missing.ok ? '' : missing.error[0]!.message).toContain('hangs on Z');
  });
});

/** The same rules, walked anew for the whole chain at every step, by recursion over ids. */
const bruteForce = (chain: Chain, failed: readonly string[]): Omit<CascadeEnd, 'failed'> => {
  const dead = new Set(failed);
  const byId = new Map(chain.nodes.map((node) => [node.id, node]));
  const trips: CascadeEnd['trips'][number][] = [];
  for (let round = 1; ; round++) {
    const lives = (id: string): boolean => {
      const node = byId.get(id);
      if (node === undefined || dead.has(id)) return false;
      const weight = node.inputs.reduce((sum, { node: from, weight: own }) => sum + (lives(from) ? own : 0), 0);
      if (node.inputs.length > 0 && weight < node.needs) return false;
      return node.also.every(({ nodes, needs }) => nodes.filter(lives).length >= needs);
    };
    const litOf = ({ supplies }: ChainLoad['demands'][number]): number =>
      supplies.reduce((sum, { node, units }) => sum + (lives(node) ? units : 0), 0);
    const unitsOf = ({ supplies }: ChainLoad['demands'][number]): number =>
      supplies.reduce((sum, { units }) => sum + units, 0);
    const isDown = ({ demands }: ChainLoad): boolean =>
      demands.some((demand) => litOf(demand) === 0 || (demand.needed !== null && litOf(demand) < demand.needed));
    const mayBeDown = ({ demands }: ChainLoad): boolean =>
      demands.some((demand) => demand.needed === null && litOf(demand) < unitsOf(demand));
    const flow = (id: string): number[] => {
      const sum = [0, 0, 0];
      if (!lives(id)) return sum;
      for (const load of chain.loads) {
        if (isDown(load)) continue;
        for (const demand of load.demands) {
          for (const { node, units, bank } of demand.supplies) {
            if (node !== id) continue;
            const amount = (demand.amount * units) / litOf(demand);
            for (const each of [0, 1, 2]) sum[each]! += bank === null ? amount / 3 : bank === each ? amount : 0;
          }
        }
      }
      for (const node of chain.nodes) {
        if (!lives(node.id)) continue;
        const living = node.inputs.filter(({ node: from }) => lives(from));
        const feeding = node.takes === 'first' ? living.slice(0, 1) : living;
        const all = feeding.reduce((total, { weight }) => total + weight, 0);
        const mine = feeding.filter(({ node: from }) => from === id).reduce((total, { weight }) => total + weight, 0);
        if (mine === 0) continue;
        for (const [each, given] of flow(node.id).entries()) {
          sum[each]! += ((given * (1 + node.loss.share) + node.loss.fixed / 3) * mine) / all;
        }
      }
      return sum;
    };
    const amperes = (node: ChainNode): number => {
      const [a, b, c] = flow(node.id);
      const circuit = node.rating?.circuit ?? { kind: 'amount', unit: 'W' };
      if (circuit.kind === 'amount') return a! + b! + c!;
      if (circuit.kind === 'single') return (a! + b! + c!) / circuit.voltageV;
      if (circuit.kind === 'wye') return (Math.max(a!, b!, c!) * Math.sqrt(3)) / circuit.voltageV;
      return (
        Math.max(
          ...[
            [a, c],
            [b, a],
            [c, b],
          ].map(([x, y]) => Math.hypot(x! + y! / 2, (y! * Math.sqrt(3)) / 2)),
        ) / circuit.voltageV
      );
    };
    const living = chain.nodes.filter(({ id, rating }) => rating !== null && lives(id));
    const loads = new Map(living.map((node) => [node, amperes(node)] as const));
    const carries = { ul489: 1, iec60898: 1.13 };
    const severity = (node: ChainNode): number => {
      const breaker = node.rating?.breaker ?? null;
      return breaker === null ? 0 : (loads.get(node) ?? 0) / (breaker.rating * carries[breaker.standard]);
    };
    const most = Math.max(0, ...living.map(severity));
    if (most <= 1 + 1e-9) {
      const down = chain.loads.filter(isDown);
      const unknown = chain.loads.filter((load) => !isDown(load) && mayBeDown(load));
      const replicas = [...new Set(chain.loads.flatMap((load) => load.replicas))];
      const left = replicas.filter((replica) => !down.some((load) => load.replicas.includes(replica)));
      const gpus = (some: readonly ChainLoad[]): number => some.reduce((sum, load) => sum + load.gpus, 0);
      return {
        trips,
        over: living
          .filter((node) => (loads.get(node) ?? 0) > (node.rating?.continuous ?? 0) * (1 + 1e-9))
          .map((node) => ({ node: node.id, load: loads.get(node) ?? 0, continuous: node.rating?.continuous ?? 0 })),
        loadsDown: down.length,
        loadsUnknown: unknown.length,
        gpusLeft: gpus(chain.loads) - gpus(down),
        gpusUnknown: gpus(unknown),
        replicasLeft: left.length,
        replicasUnknown: left.filter((replica) => unknown.some((load) => load.replicas.includes(replica))).length,
        loadShare: chain.replicasNeeded === 0 ? 1 : Math.min(1, left.length / chain.replicasNeeded),
      };
    }
    for (const node of living.filter((load) => severity(load) >= most * (1 - 1e-9))) {
      trips.push({
        node: node.id,
        load: loads.get(node) ?? 0,
        rating: node.rating?.breaker?.rating ?? 0,
        time: expect.anything() as never,
        round,
      });
      dead.add(node.id);
    }
  }
};

/** Small chains of every shape: two or three tiers, switches, pumps, banks, replicas over several loads. */
const chains: fc.Arbitrary<Chain> = fc
  .record({
    tiers: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
    loads: fc.integer({ min: 1, max: 6 }),
    needed: fc.integer({ min: 0, max: 4 }),
    dice: fc.infiniteStream(fc.integer({ min: 0, max: 999 })),
  })
  .map(({ tiers, loads, needed, dice }) => {
    const roll = (below: number): number => (dice.next().value as number) % below;
    const chance = (percent: number): boolean => roll(100) < percent;
    const nodes: ChainNode[] = [];
    for (const [tier, count] of tiers.entries()) {
      const above = nodes.filter(({ kind }) => kind === `tier${String(tier - 1)}`);
      for (let index = 0; index < count; index++) {
        const inputs = above.filter(() => chance(60)).map(({ id }) => input(id, 1 + roll(2)));
        const continuous = 20 + roll(180);
        const circuit = (['amount', 'single', 'delta', 'wye'] as const)[roll(4)]!;
        nodes.push(
          chainNode(`n${String(tier)}-${String(index)}`, `tier${String(tier)}`, {
            inputs,
            needs: 1 + roll(2),
            takes: chance(25) ? 'first' : 'shared',
            also: chance(20) && nodes.length > 0 ? [{ nodes: [nodes[roll(nodes.length)]!.id], needs: 1 }] : [],
            loss: chance(30) ? { share: roll(10) / 100, fixed: roll(5) } : { share: 0, fixed: 0 },
            rating: chance(25)
              ? null
              : {
                  circuit: circuit === 'amount' ? { kind: 'amount', unit: 'W' } : { kind: circuit, voltageV: 1.5 },
                  continuous,
                  breaker: chance(25)
                    ? null
                    : {
                        rating: continuous * (1 + roll(4) / 10),
                        standard: chance(70) ? 'ul489' : 'iec60898',
                        ratingA: 40,
                      },
                },
          }),
        );
      }
    }
    const bank = (): BankIndex => (chance(40) ? null : (roll(3) as 0 | 1 | 2));
    return {
      nodes,
      loads: Array.from({ length: loads }, (_, index): ChainLoad => ({
        id: `l${String(index)}`,
        gpus: 1 + roll(8),
        replicas: chance(30) ? [roll(3), 3 + index] : [3 + index],
        demands: Array.from({ length: 1 + roll(2) }, (__, at) => {
          const supplies = Array.from({ length: 1 + roll(3) }, () => ({
            node: nodes[roll(nodes.length)]!.id,
            units: 1 + roll(3),
            bank: bank(),
          }));
          const units = supplies.reduce((sum, own) => sum + own.units, 0);
          return {
            service: String(at),
            amount: roll(120),
            supplies,
            needed: chance(15) ? null : Math.max(1, units - roll(units)),
          };
        }),
      })),
      replicasNeeded: needed,
    };
  });

describe('laws', () => {
  it('equal a brute-force walk on random small chains, failure after failure from the same engine', () => {
    fc.assert(
      fc.property(chains, fc.array(fc.nat(), { maxLength: 2 }), (chain, picks) => {
        const cascade = new Cascade(compiled(chain));
        const pair = [...new Set(picks.map((pick) => chain.nodes[pick % chain.nodes.length]!.id))];
        for (const failed of [[], pair, ...chain.nodes.map(({ id }) => [id])]) {
          const { failed: failedNodes, ...end } = cascade.fail(failed);
          const expected = bruteForce(chain, failed);
          const close = <T extends { load: number }>(rows: readonly T[]): T[] =>
            rows.map((row) => ({ ...row, load: expect.closeTo(row.load, 6) as number }));
          expect(failedNodes).toEqual(failed);
          expect(end).toEqual({ ...expected, trips: close(expected.trips), over: close(expected.over) });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('are seen whole when looked at: the same end, what went dark, and what carries more than before', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const cascade = new Cascade(compiled(chain));
        const ratings = new Map(chain.nodes.map(({ id, rating }) => [id, rating]));
        for (const { id } of chain.nodes) {
          const { dark, down, unknown, carried, ...end } = cascade.look([id]);
          expect(end).toEqual(cascade.fail([id]));
          expect([down.length, unknown.length]).toEqual([end.loadsDown, end.loadsUnknown]);
          for (const { node } of end.trips) {
            expect(dark).toContain(node);
            expect(carried.find((row) => row.node === node)).toMatchObject({ verdict: 'trips' });
          }
          for (const { node, before, load: own, verdict, continuous } of carried) {
            expect(ratings.get(node)).not.toBeNull();
            if (verdict === 'trips') continue;
            expect(own).toBeGreaterThan(before);
            expect(dark).not.toContain(node);
            expect(verdict === 'over').toBe(end.over.some((row) => row.node === node));
            expect(continuous).toBe(ratings.get(node)?.continuous);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('with the same end are one row, and none is lost', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const { failures } = allFailures(compiled(chain), { kinds: null, pairsOf: [], mostPairs: 0 });
        const groups = alikeFailures(failures);
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(failures.length);
        expect(groups[0]!.failure).toBe(failures[0]);
      }),
      { numRuns: 30 },
    );
  });

  it('balances at every level: what a node takes is what it gives and loses, and sources give what loads draw', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const plain: Chain = {
          ...chain,
          nodes: chain.nodes.map((node) => ({
            ...node,
            loss: { share: 0, fixed: 0 },
            rating: { circuit: { kind: 'amount', unit: 'W' }, continuous: 0, breaker: null },
          })),
        };
        const sources = new Set(plain.nodes.filter(({ inputs }) => inputs.length === 0).map(({ id }) => id));
        for (const failed of [[], [plain.nodes[0]!.id]]) {
          const { over, loadsDown } = new Cascade(compiled(plain)).fail(failed);
          const given = over.filter(({ node }) => sources.has(node)).reduce((sum, { load: own }) => sum + own, 0);
          const all = plain.loads.reduce(
            (sum, { demands }) => sum + demands.reduce((own, { amount }) => own + amount, 0),
            0,
          );
          if (loadsDown === 0) expect(given).toBeCloseTo(all, 6);
          else expect(given).toBeLessThanOrEqual(all + 1e-6);
        }
      }),
    );
  });

  it('exceed no rating silently, and list failures worst first', () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const kinds = [...new Set(chain.nodes.map(({ kind }) => kind))];
        const table = allFailures(compiled(chain), { kinds: null, pairsOf: kinds, mostPairs: 1000 });
        const n = chain.nodes.length;
        expect(table.failures).toHaveLength(n + (n * (n - 1)) / 2);
        for (const [index, { loadShare, trips }] of table.failures.entries()) {
          if (index > 0) expect(loadShare).toBeGreaterThanOrEqual(table.failures[index - 1]!.loadShare);
          for (const { load: own, rating } of trips) expect(own).toBeGreaterThan(rating);
        }
        expect(brokenPromises(table, kinds).every(({ loadShare, kind }) => loadShare < 1 && !kind.includes('+'))).toBe(
          true,
        );
      }),
    );
  });
});
