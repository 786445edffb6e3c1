import { exceeds, mustCarry, RATING_SLACK, tripTime, type TripTime } from '../power/breaker.ts';
import type { ChainNode } from './chain.ts';
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

/** A rated node whose load the failure changed, or that opened. */
export interface CarriedLoad {
  readonly node: string;
  readonly kind: string;
  readonly unit: 'W' | 'A';
  /** With nothing lost. */
  readonly before: number;
  /** At the end; of a breaker that opened, what opened it. */
  readonly load: number;
  readonly continuous: number;
  /** Rating of its breaker; null for what nothing switches off. */
  readonly rating: number | null;
  readonly verdict: 'ok' | 'over' | 'trips';
  /** When it opens; null for what does not. */
  readonly time: TripTime | null;
}

/** A failure with all that it changes. */
export interface FollowedFailure extends CascadeEnd {
  /** Nodes that are dark at the end: what failed, what opened, and what lived by it. */
  readonly dark: readonly string[];
  /** Loads that are down at the end, and those that may be. */
  readonly down: readonly string[];
  readonly unknown: readonly string[];
  /** Rated nodes that carry more than before: opened first, then by load over the continuous rating. */
  readonly carried: readonly CarriedLoad[];
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

/** What a failure has changed, to be put back. */
interface Changes {
  readonly dead: number[];
  /** A failure only ever ends lives. */
  readonly live: number[];
  /** Node, old weight and old first of its living inputs, one after the other. */
  readonly inputs: number[];
  /** Index and old value, one after the other. */
  readonly lit: number[];
  readonly loads: number[];
  /** Node and its three old values. */
  readonly flow: number[];
}

const noChanges = (): Changes => ({ dead: [], live: [], inputs: [], lit: [], loads: [], flow: [] });

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
  /** Of the inputs of a node that live: their weights together, and which is the first; −1 without one. */
  private readonly livingWeight: Float64Array;
  private readonly firstLiving: Int32Array;
  /** What a node gives, in three banks. */
  private readonly flow: Float64Array;
  private readonly loadState: Uint8Array;
  /** Living units of each demand. */
  private readonly lit: Float64Array;
  /** Of each replica: loads that are down, and that may be. */
  private readonly replicaDown: Int32Array;
  private readonly replicaUnknown: Int32Array;
  private readonly totals = { down: 0, unknown: 0, gpus: 0, gpusUnknown: 0, replicasDown: 0, replicasUnknown: 0 };

  /** What is to be worked out anew, by level. */
  private readonly nodeQueue: number[][];
  private readonly flowQueue: number[][];
  private readonly loadQueue: number[] = [];
  private readonly nodeQueued: Uint8Array;
  private readonly flowQueued: Uint8Array;
  private readonly loadQueued: Uint8Array;
  private changes = noChanges();
  /** Nodes whose flow was worked out in this failure. */
  private touched = new Set<number>();
  /** Above a rating with nothing failed. */
  private readonly loadedAtBase: readonly number[];

  constructor(compiled: CompiledChain) {
    const { nodes, loads } = compiled.chain;
    this.compiled = compiled;
    this.dead = new Uint8Array(nodes.length);
    this.live = new Uint8Array(nodes.length);
    this.livingWeight = new Float64Array(nodes.length);
    this.firstLiving = new Int32Array(nodes.length).fill(-1);
    this.flow = new Float64Array(3 * nodes.length);
    this.loadState = new Uint8Array(loads.length).fill(DOWN);
    this.lit = new Float64Array(compiled.demandStart[loads.length]!);
    this.replicaDown = new Int32Array(compiled.replicaCount);
    this.replicaUnknown = new Int32Array(compiled.replicaCount);
    this.nodeQueue = Array.from({ length: compiled.levels }, () => []);
    this.flowQueue = Array.from({ length: compiled.levels }, () => []);
    this.nodeQueued = new Uint8Array(nodes.length);
    this.flowQueued = new Uint8Array(nodes.length);
    this.loadQueued = new Uint8Array(loads.length);
    for (const own of compiled.replicasOf) for (const replica of own) this.replicaDown[replica]! += 1;
    this.totals.down = loads.length;
    this.totals.replicasDown = compiled.replicaCount;
    for (const index of nodes.keys()) {
      this.queueNode(index);
      this.queueFlow(index);
    }
    for (const index of loads.keys()) this.queueLoad(index);
    this.settle();
    this.changes = noChanges();
    this.loadedAtBase = [...nodes.keys()].filter((index) => this.isOver(index) || this.opening(index) !== null);
  }

  /** Everything in order: breakers that trip without any failure are followed too. */
  base(): CascadeEnd {
    return this.fail([]);
  }

  /** The end of the failure of these nodes at once; ids that the chain has. */
  fail(ids: readonly string[]): CascadeEnd {
    const end = this.end(ids, this.follow(ids));
    this.putBack();
    return end;
  }

  /** The same with all that it changes: for one failure that somebody looks at. */
  look(ids: readonly string[]): FollowedFailure {
    const { nodes, loads } = this.compiled.chain;
    const trips = this.follow(ids);
    const carriedAtEnd = new Map([...this.touched].map((index) => [index, this.loadOf(index)]));
    const state = this.loadState;
    const seen = {
      ...this.end(ids, trips),
      dark: this.changes.live.map((index) => nodes[index]!.id),
      down: loads.filter((_, index) => state[index] === DOWN).map(({ id }) => id),
      unknown: loads.filter((_, index) => state[index] === MAY_RUN).map(({ id }) => id),
    };
    this.putBack();
    const opened = new Map(trips.map((trip) => [trip.node, trip]));
    const carried = [...carriedAtEnd].flatMap(([index, after]): CarriedLoad[] => {
      const { id, kind, rating } = nodes[index]!;
      if (rating === null) return [];
      const trip = opened.get(id) ?? null;
      const [before, load] = [this.loadOf(index), trip?.load ?? after];
      if (trip === null && !exceeds(load, before)) return [];
      return [
        {
          node: id,
          kind,
          unit: rating.circuit.kind === 'amount' ? 'W' : 'A',
          before,
          load,
          continuous: rating.continuous,
          rating: rating.breaker?.rating ?? null,
          verdict: trip !== null ? 'trips' : exceeds(load, rating.continuous) ? 'over' : 'ok',
          time: trip?.time ?? null,
        },
      ];
    });
    const rank = ({ verdict }: CarriedLoad): number => (verdict === 'trips' ? 0 : 1);
    return {
      ...seen,
      carried: carried.sort((a, b) => rank(a) - rank(b) || b.load / b.continuous - a.load / a.continuous),
    };
  }

  /** Fails these nodes and follows the cascade until nothing more opens; the failure stays until it is put back. */
  private follow(ids: readonly string[]): readonly Trip[] {
    const { chain, indexOf } = this.compiled;
    this.changes = noChanges();
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
        this.changes.dead.push(index);
        this.queueNode(index);
      }
      this.settle();
      const opening = this.mostOverloaded();
      if (opening.length === 0) return trips;
      for (const { index, load, time, rating } of opening) {
        trips.push({ node: chain.nodes[index]!.id, load, rating, time, round });
      }
      next = opening.map(({ index }) => index);
    }
  }

  private putBack(): void {
    const { dead, live, inputs, lit, loads, flow } = this.changes;
    for (const index of dead) this.dead[index] = 0;
    for (const index of live) this.live[index] = 1;
    for (let at = inputs.length - 3; at >= 0; at -= 3) {
      this.livingWeight[inputs[at]!] = inputs[at + 1]!;
      this.firstLiving[inputs[at]!] = inputs[at + 2]!;
    }
    for (let at = lit.length - 2; at >= 0; at -= 2) this.lit[lit[at]!] = lit[at + 1]!;
    for (let at = loads.length - 2; at >= 0; at -= 2)
      this.count(loads[at]!, this.loadState[loads[at]!]!, loads[at + 1]!);
    for (let at = flow.length - 4; at >= 0; at -= 4) {
      for (let bank = 0; bank < 3; bank++) this.flow[3 * flow[at]! + bank] = flow[at + 1 + bank]!;
    }
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
          node: chain.nodes[index]!.id,
          load: this.loadOf(index),
          continuous: chain.nodes[index]!.rating?.continuous ?? Infinity,
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
    return measured(this.compiled.chain.nodes[index]!, this.flow[at]!, this.flow[at + 1]!, this.flow[at + 2]!);
  }

  private isOver(index: number): boolean {
    const { rating } = this.compiled.chain.nodes[index]!;
    return rating !== null && this.live[index] === 1 && exceeds(this.loadOf(index), rating.continuous);
  }

  /** How a breaker opens under what flows through it now; null where it holds, or there is none. */
  private opening(index: number): Opening | null {
    const breaker = this.compiled.chain.nodes[index]!.rating?.breaker ?? null;
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
    this.nodeQueue[this.compiled.level[index]!]!.push(index);
  }

  private queueFlow(index: number): void {
    if (this.flowQueued[index] === 1) return;
    this.flowQueued[index] = 1;
    this.flowQueue[this.compiled.level[index]!]!.push(index);
  }

  private queueLoad(index: number): void {
    if (this.loadQueued[index] === 1) return;
    this.loadQueued[index] = 1;
    this.loadQueue.push(index);
  }

  /** Works out what lives, from the sources on, and then what flows, from the loads back. */
  private settle(): void {
    for (const queue of this.nodeQueue) {
      for (const index of queue) this.settleNode(index);
      queue.length = 0;
    }
    for (const index of this.loadQueue) this.settleLoad(index);
    this.loadQueue.length = 0;
    for (let level = this.flowQueue.length - 1; level >= 0; level--) {
      for (const index of this.flowQueue[level]!) this.settleFlow(index);
      this.flowQueue[level]!.length = 0;
    }
  }

  private settleNode(index: number): void {
    const { inputs, nodesOn, loadsOn } = this.compiled;
    this.nodeQueued[index] = 0;
    const moved = this.settleInputs(index);
    const lives = this.lives(index) ? 1 : 0;
    // What it takes, it takes from other inputs now, or not at all.
    if (moved || this.live[index] !== lives) for (const input of inputs[index]!) this.queueFlow(input);
    if (this.live[index] === lives) return;
    this.live[index] = lives;
    this.changes.live.push(index);
    this.queueFlow(index);
    for (let at = nodesOn.start[index]!; at < nodesOn.start[index + 1]!; at++) this.queueNode(nodesOn.of[at]!);
    for (let at = loadsOn.start[index]!; at < loadsOn.start[index + 1]!; at++) this.queueLoad(loadsOn.of[at]!);
  }

  /** Works out which inputs of a node live; whether that is another answer than before. */
  private settleInputs(index: number): boolean {
    const { inputs: own } = this.compiled.chain.nodes[index]!;
    const inputs = this.compiled.inputs[index]!;
    let weight = 0;
    let first = -1;
    for (let at = 0; at < inputs.length; at++) {
      if (this.live[inputs[at]!] === 0) continue;
      weight += own[at]!.weight;
      if (first < 0) first = inputs[at]!;
    }
    const [before, firstBefore] = [this.livingWeight[index]!, this.firstLiving[index]!];
    if (weight === before && first === firstBefore) return false;
    this.changes.inputs.push(index, before, firstBefore);
    this.livingWeight[index] = weight;
    this.firstLiving[index] = first;
    return true;
  }

  private lives(index: number): boolean {
    if (this.dead[index] === 1) return false;
    const { inputs, needs, also } = this.compiled.chain.nodes[index]!;
    if (inputs.length > 0 && this.livingWeight[index]! < needs * (1 - RATING_SLACK)) return false;
    return this.compiled.also[index]!.every((group, at) => {
      let living = 0;
      for (const node of group) living += this.live[node]!;
      return living >= also[at]!.needs;
    });
  }

  private settleLoad(index: number): void {
    this.loadQueued[index] = 0;
    const { chain, demandStart, supplies, units } = this.compiled;
    const { demands } = chain.loads[index]!;
    let state = RUNS;
    for (let at = 0; at < demands.length; at++) {
      const { needed } = demands[at]!;
      const demand = demandStart[index]! + at;
      let living = 0;
      let all = 0;
      for (let supply = supplies.start[demand]!; supply < supplies.start[demand + 1]!; supply++) {
        all += units[supply]!;
        if (this.live[supplies.of[supply]!] === 1) living += units[supply]!;
      }
      if (living !== this.lit[demand]) {
        this.changes.lit.push(demand, this.lit[demand]!);
        this.lit[demand] = living;
        this.queueSupplies(demand);
      }
      if (living === 0 ? all > 0 : needed !== null && living < needed) state = DOWN;
      else if (needed === null && living < all) state = Math.max(state, MAY_RUN);
    }
    const before = this.loadState[index]!;
    if (before === state) return;
    this.changes.loads.push(index, before);
    this.count(index, before, state);
    for (let demand = demandStart[index]!; demand < demandStart[index + 1]!; demand++) this.queueSupplies(demand);
  }

  private queueSupplies(demand: number): void {
    const { start, of } = this.compiled.supplies;
    for (let at = start[demand]!; at < start[demand + 1]!; at++) this.queueFlow(of[at]!);
  }

  /** Takes a load from one state to another in every total. */
  private count(index: number, from: number, to: number): void {
    this.loadState[index] = to;
    const { totals } = this;
    const { gpus } = this.compiled.chain.loads[index]!;
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
    for (const replica of this.compiled.replicasOf[index]!) {
      this.countReplica(replica, -1);
      this.replicaDown[replica]! += Number(to === DOWN) - Number(from === DOWN);
      this.replicaUnknown[replica]! += Number(to === MAY_RUN) - Number(from === MAY_RUN);
      this.countReplica(replica, 1);
    }
  }

  private countReplica(replica: number, sign: 1 | -1): void {
    if (this.replicaDown[replica]! > 0) this.totals.replicasDown += sign;
    else if (this.replicaUnknown[replica]! > 0) this.totals.replicasUnknown += sign;
  }

  private settleFlow(index: number): void {
    this.flowQueued[index] = 0;
    this.touched.add(index);
    const { inputs, nodesOn } = this.compiled;
    const { flow } = this;
    const at = 3 * index;
    const [a, b, c] = [flow[at], flow[at + 1], flow[at + 2]];
    flow[at] = flow[at + 1] = flow[at + 2] = 0;
    if (this.live[index] === 1) {
      this.addTaps(index);
      for (let on = nodesOn.start[index]!; on < nodesOn.start[index + 1]!; on++) this.addNode(on, index);
    }
    if (flow[at] === a && flow[at + 1] === b && flow[at + 2] === c) return;
    this.changes.flow.push(index, a!, b!, c!);
    for (const input of inputs[index]!) this.queueFlow(input);
  }

  /** Adds what loads take from a node. */
  private addTaps(index: number): void {
    const { start, load, demand, amount, bank } = this.compiled.taps;
    const { flow, lit, loadState } = this;
    const at = 3 * index;
    for (let tap = start[index]!; tap < start[index + 1]!; tap++) {
      if (loadState[load[tap]!] === DOWN) continue;
      const drawn = amount[tap]! / lit[demand[tap]!]!;
      if (bank[tap]! < 3) flow[at + bank[tap]!]! += drawn;
      else for (let each = 0; each < 3; each++) flow[at + each]! += drawn / 3;
    }
  }

  /** Adds to `index` what a node that hangs on it takes from it; `on` is its place in `nodesOn`. */
  private addNode(on: number, index: number): void {
    const { nodesOn, weightOn, chain } = this.compiled;
    const consumer = nodesOn.of[on]!;
    const weight = weightOn[on]!;
    if (this.live[consumer] === 0 || weight === 0) return;
    const { takes, loss } = chain.nodes[consumer]!;
    const isFirst = takes === 'first';
    if (isFirst && this.firstLiving[consumer] !== index) return;
    const part = isFirst ? 1 : weight / this.livingWeight[consumer]!;
    for (let bank = 0; bank < 3; bank++) {
      const drawn = this.flow[3 * consumer + bank]! * (1 + loss.share) + loss.fixed / 3;
      this.flow[3 * index + bank]! += drawn * part;
    }
  }
}
