import { exceeds, mustCarry, RATING_SLACK, tripTime, type TripTime } from '../power/breaker.ts';
import type { BankIndex, ChainNode } from './chain.ts';
import type { CompiledChain } from './compile-chain.ts';

export interface Trip {
  readonly node: string;
  /** What flowed through it, and its rating, in the unit of its rating. */
  readonly load: number;
  readonly rating: number;
  readonly time: TripTime;
  /** Which round of the cascade opened it, from 1. */
  readonly round: number;
}

export interface OverRating {
  readonly node: string;
  readonly load: number;
  readonly continuous: number;
}

export interface CascadeEnd {
  readonly failed: readonly string[];
  readonly trips: readonly Trip[];
  /** What lives above its continuous rating, at the end. */
  readonly over: readonly OverRating[];
  readonly loadsDown: number;
  /** Loads of which nobody published whether they run on; they are counted as running. */
  readonly loadsUnknown: number;
  readonly gpusLeft: number;
  /** Of `gpusLeft`, those of loads that may be down. */
  readonly gpusUnknown: number;
  readonly replicasLeft: number;
  readonly replicasUnknown: number;
  /** Share of the promised load that is served: replicas left over those it needs, at most 1. */
  readonly loadShare: number;
}

/** What a rating measures of an amount in three banks. */
const measured = ({ rating }: ChainNode, a: number, b: number, c: number): number => {
  if (rating === null) return a + b + c;
  const { circuit } = rating;
  switch (circuit.kind) {
    case 'amount':
      return a + b + c;
    case 'single':
      return (a + b + c) / circuit.voltageV;
    case 'wye':
      return Math.max(a, b, c) / (circuit.voltageV / Math.sqrt(3));
    case 'delta':
      return (
        Math.sqrt(Math.max(a * a + c * c + a * c, b * b + a * a + b * a, c * c + b * b + c * b)) / circuit.voltageV
      );
  }
};

interface Opening {
  readonly index: number;
  readonly load: number;
  readonly rating: number;
  readonly time: TripTime;
  /** Load over what the breaker must carry. */
  readonly severity: number;
}

const RUNS = 0;
const MAY_RUN = 1;
const DOWN = 2;

/** Old values of what a failure changes, to be put back afterwards. */
class Journal {
  private readonly undo: (() => void)[] = [];
  keep(undo: () => void): void {
    this.undo.push(undo);
  }
  putBack(): void {
    for (let step = this.undo.pop(); step !== undefined; step = this.undo.pop()) step();
  }
}

/**
 * Follows failures through a chain to their end. What fails goes dark, with all that has too little left to live by; the
 * load of what runs on moves to the inputs that live. Of the breakers above what they must carry the most overloaded
 * opens first (by load over that; equal ones together), since a breaker opens the sooner the more it carries; then
 * everything is worked out anew, until none is left. Only what a failure touches is worked out, and put back afterwards.
 */
export class Cascade {
  private readonly compiled: CompiledChain;
  private readonly dead: Uint8Array;
  private readonly live: Uint8Array;
  /** What a node gives, in three banks. */
  private readonly flow: Float64Array;
  private readonly loadState: Uint8Array;
  /** Of each demand of each load: its living units. */
  private readonly lit: readonly Float64Array[];
  /** Of each replica: loads that are down, and that may be. */
  private readonly replicaDown: Int32Array;
  private readonly replicaUnknown: Int32Array;
  private readonly totals = { down: 0, unknown: 0, gpus: 0, gpusUnknown: 0, replicasDown: 0, replicasUnknown: 0 };

  private readonly nodeQueue: number[][];
  private readonly nodeQueued: Uint8Array;
  private readonly flowQueue: number[][];
  private readonly flowQueued: Uint8Array;
  private readonly loadQueued: Uint8Array;
  /** Nodes whose flow was worked out in this failure. */
  private touched = new Set<number>();
  /** Above a rating with nothing failed. */
  private readonly loadedAtBase: readonly number[];

  constructor(compiled: CompiledChain) {
    const { nodes, loads } = compiled.chain;
    this.compiled = compiled;
    this.dead = new Uint8Array(nodes.length);
    this.live = new Uint8Array(nodes.length);
    this.flow = new Float64Array(3 * nodes.length);
    this.loadState = new Uint8Array(loads.length).fill(DOWN);
    this.lit = loads.map(({ demands }) => new Float64Array(demands.length));
    this.replicaDown = new Int32Array(compiled.replicaCount);
    this.replicaUnknown = new Int32Array(compiled.replicaCount);
    this.nodeQueue = Array.from({ length: compiled.levels }, () => []);
    this.flowQueue = Array.from({ length: compiled.levels }, () => []);
    this.nodeQueued = new Uint8Array(nodes.length);
    this.flowQueued = new Uint8Array(nodes.length);
    this.loadQueued = new Uint8Array(loads.length);
    for (const own of compiled.replicasOf) for (const replica of own) this.replicaDown[replica] += 1;
    this.totals.down = loads.length;
    this.totals.replicasDown = compiled.replicaCount;
    for (const index of nodes.keys()) this.queueNode(index);
    this.settle([...loads.keys()], new Journal());
    this.loadedAtBase = [...nodes.keys()].filter((index) => this.isOver(index) || this.opening(index) !== null);
  }

  /** Everything in order: breakers that trip without any failure are followed too. */
  base(): CascadeEnd {
    return this.fail([]);
  }

  /** The end of the failure of these nodes at once; ids that the chain has. */
  fail(ids: readonly string[]): CascadeEnd {
    const { chain, indexOf } = this.compiled;
    const journal = new Journal();
    this.touched = new Set();
    const trips: Trip[] = [];
    let next = ids.map((id) => {
      const index = indexOf.get(id);
      if (index === undefined) throw new Error(`${id} is no node of the chain.`);
      return index;
    });
    for (let round = 1; ; round++) {
      for (const index of next) {
        if (this.dead[index] === 1) continue;
        this.dead[index] = 1;
        journal.keep(() => (this.dead[index] = 0));
        this.queueNode(index);
      }
      this.settle([], journal);
      const opening = this.mostOverloaded();
      if (opening.length === 0) break;
      for (const { index, load, time, rating } of opening) {
        trips.push({ node: chain.nodes[index].id, load, rating, time, round });
      }
      next = opening.map(({ index }) => index);
    }
    const end = this.end(ids, trips);
    journal.putBack();
    return end;
  }

  private end(failed: readonly string[], trips: readonly Trip[]): CascadeEnd {
    const { chain, replicaCount } = this.compiled;
    const over = new Set([...this.loadedAtBase, ...this.touched]);
    const { down, unknown, gpus, gpusUnknown, replicasDown, replicasUnknown } = this.totals;
    const replicasLeft = replicaCount - replicasDown;
    return {
      failed,
      trips,
      over: [...over]
        .filter((index) => this.isOver(index))
        .sort((a, b) => a - b)
        .map((index) => ({
          node: chain.nodes[index].id,
          load: this.loadOf(index),
          continuous: chain.nodes[index].rating?.continuous ?? Infinity,
        })),
      loadsDown: down,
      loadsUnknown: unknown,
      gpusLeft: gpus,
      gpusUnknown,
      replicasLeft,
      replicasUnknown,
      loadShare: chain.replicasNeeded === 0 ? 1 : Math.min(1, replicasLeft / chain.replicasNeeded),
    };
  }

  private loadOf(index: number): number {
    const at = 3 * index;
    return measured(this.compiled.chain.nodes[index], this.flow[at], this.flow[at + 1], this.flow[at + 2]);
  }

  private isOver(index: number): boolean {
    const { rating } = this.compiled.chain.nodes[index];
    return rating !== null && this.live[index] === 1 && exceeds(this.loadOf(index), rating.continuous);
  }

  /** How a breaker opens under what flows through it now; null where it holds, or there is none. */
  private opening(index: number): Opening | null {
    const breaker = this.compiled.chain.nodes[index].rating?.breaker ?? null;
    if (breaker === null || this.live[index] === 0) return null;
    const { rating, standard, ratingA } = breaker;
    const load = this.loadOf(index);
    const time = tripTime(load, rating, standard, ratingA);
    return time === null ? null : { index, load, rating, time, severity: load / mustCarry(rating, standard) };
  }

  /** Breakers that open next: those furthest above what they must carry. */
  private mostOverloaded(): readonly Opening[] {
    const all = [...new Set([...this.loadedAtBase, ...this.touched])].flatMap((index) => this.opening(index) ?? []);
    const most = Math.max(...all.map(({ severity }) => severity));
    return all.filter(({ severity }) => severity >= most * (1 - RATING_SLACK)).sort((a, b) => a.index - b.index);
  }

  private queueNode(index: number): void {
    if (this.nodeQueued[index] === 1) return;
    this.nodeQueued[index] = 1;
    this.nodeQueue[this.compiled.level[index]].push(index);
  }

  private queueFlow(index: number): void {
    if (this.flowQueued[index] === 1) return;
    this.flowQueued[index] = 1;
    this.flowQueue[this.compiled.level[index]].push(index);
  }

  /** Works out what lives, from the sources on, and then what flows, from the loads back. */
  private settle(loads: readonly number[], journal: Journal): void {
    const changedLoads = [...loads];
    for (const index of loads) this.loadQueued[index] = 1;
    for (const queue of this.nodeQueue) {
      for (const index of queue) {
        this.nodeQueued[index] = 0;
        // Whatever hangs on it may now take another part of its load from each input.
        for (const input of this.compiled.inputs[index]) this.queueFlow(input);
        const before = this.live[index];
        const after = this.lives(index) ? 1 : 0;
        if (before === after) continue;
        this.live[index] = after;
        journal.keep(() => (this.live[index] = before));
        this.queueFlow(index);
        for (const { kind, index: consumer } of this.compiled.consumers[index]) {
          if (kind === 'node') this.queueNode(consumer);
          else if (this.loadQueued[consumer] === 0) {
            this.loadQueued[consumer] = 1;
            changedLoads.push(consumer);
          }
        }
      }
      queue.length = 0;
    }
    for (const index of changedLoads) this.settleLoad(index, journal);
    for (let level = this.flowQueue.length - 1; level >= 0; level--) {
      const queue = this.flowQueue[level];
      for (const index of queue) {
        this.flowQueued[index] = 0;
        this.settleFlow(index, journal);
      }
      queue.length = 0;
    }
  }

  private lives(index: number): boolean {
    if (this.dead[index] === 1) return false;
    const { inputs: own, needs, also } = this.compiled.chain.nodes[index];
    const inputs = this.compiled.inputs[index];
    if (inputs.length > 0) {
      let weight = 0;
      for (let at = 0; at < inputs.length; at++) if (this.live[inputs[at]] === 1) weight += own[at].weight;
      if (weight < needs * (1 - RATING_SLACK)) return false;
    }
    return this.compiled.also[index].every((group, at) => {
      let living = 0;
      for (const node of group) living += this.live[node];
      return living >= also[at].needs;
    });
  }

  private settleLoad(index: number, journal: Journal): void {
    this.loadQueued[index] = 0;
    const { demands, gpus } = this.compiled.chain.loads[index];
    const lit = this.lit[index];
    let state = RUNS;
    let moved = false;
    for (let at = 0; at < demands.length; at++) {
      const { supplies, needed } = demands[at];
      const nodes = this.compiled.supplies[index][at];
      let units = 0;
      let all = 0;
      for (let supply = 0; supply < supplies.length; supply++) {
        all += supplies[supply].units;
        if (this.live[nodes[supply]] === 1) units += supplies[supply].units;
      }
      if (units !== lit[at]) {
        const before = lit[at];
        lit[at] = units;
        journal.keep(() => (lit[at] = before));
        moved = true;
      }
      if (units === 0 ? all > 0 : needed !== null && units < needed) state = DOWN;
      else if (needed === null && units < all) state = Math.max(state, MAY_RUN);
    }
    const before = this.loadState[index];
    if (before !== state) {
      this.count(index, gpus, before, state);
      journal.keep(() => {
        this.count(index, gpus, state, before);
      });
      moved = true;
    }
    if (moved) for (const nodes of this.compiled.supplies[index]) for (const node of nodes) this.queueFlow(node);
  }

  /** Takes a load from one state to another in every total. */
  private count(index: number, gpus: number, from: number, to: number): void {
    this.loadState[index] = to;
    const { totals } = this;
    const step = (state: number, sign: 1 | -1): void => {
      if (state === DOWN) totals.down += sign;
      else totals.gpus += sign * gpus;
      if (state === MAY_RUN) {
        totals.unknown += sign;
        totals.gpusUnknown += sign * gpus;
      }
    };
    step(from, -1);
    step(to, 1);
    for (const replica of this.compiled.replicasOf[index]) {
      this.countReplica(replica, -1);
      this.replicaDown[replica] += Number(to === DOWN) - Number(from === DOWN);
      this.replicaUnknown[replica] += Number(to === MAY_RUN) - Number(from === MAY_RUN);
      this.countReplica(replica, 1);
    }
  }

  private countReplica(replica: number, sign: 1 | -1): void {
    if (this.replicaDown[replica] > 0) this.totals.replicasDown += sign;
    else if (this.replicaUnknown[replica] > 0) this.totals.replicasUnknown += sign;
  }

  private settleFlow(index: number, journal: Journal): void {
    this.touched.add(index);
    const at = 3 * index;
    const { flow } = this;
    const before = [flow[at], flow[at + 1], flow[at + 2]];
    flow[at] = flow[at + 1] = flow[at + 2] = 0;
    if (this.live[index] === 1) {
      for (const { kind, index: consumer } of this.compiled.consumers[index]) {
        if (kind === 'node') this.addNode(consumer, index);
        else this.addLoad(consumer, index);
      }
    }
    if (flow[at] === before[0] && flow[at + 1] === before[1] && flow[at + 2] === before[2]) return;
    journal.keep(() => {
      [flow[at], flow[at + 1], flow[at + 2]] = before;
    });
    for (const input of this.compiled.inputs[index]) this.queueFlow(input);
  }

  /** Adds to `index` what `consumer`, a node, takes from it. */
  private addNode(consumer: number, index: number): void {
    if (this.live[consumer] === 0) return;
    const { inputs: own, takes, loss } = this.compiled.chain.nodes[consumer];
    const inputs = this.compiled.inputs[consumer];
    let weight = 0;
    let mine = 0;
    for (let at = 0; at < inputs.length; at++) {
      if (this.live[inputs[at]] === 0) continue;
      const part = takes === 'first' && weight > 0 ? 0 : own[at].weight;
      weight += part;
      if (inputs[at] === index) mine += part;
    }
    if (mine === 0) return;
    for (let bank = 0; bank < 3; bank++) {
      const taken = this.flow[3 * consumer + bank] * (1 + loss.share) + loss.fixed / 3;
      this.flow[3 * index + bank] += (taken * mine) / weight;
    }
  }

  /** Adds to `index` what a load takes from it. */
  private addLoad(load: number, index: number): void {
    if (this.loadState[load] === DOWN) return;
    const { demands } = this.compiled.chain.loads[load];
    for (let at = 0; at < demands.length; at++) {
      const { amount, supplies } = demands[at];
      if (amount === 0) continue;
      const nodes = this.compiled.supplies[load][at];
      for (let supply = 0; supply < supplies.length; supply++) {
        if (nodes[supply] !== index) continue;
        const { units, bank } = supplies[supply];
        this.addBank(3 * index, (amount * units) / this.lit[load][at], bank);
      }
    }
  }

  private addBank(at: number, amount: number, bank: BankIndex): void {
    if (bank !== null) {
      this.flow[at + bank] += amount;
      return;
    }
    for (let each = 0; each < 3; each++) this.flow[at + each] += amount / 3;
  }
}
