import { createRandom, inRandomOrder } from '../../src/base/random.ts';
import type { Product } from '../../src/records/product.ts';
import { createMatrix, type Matrix } from '../../src/measure/kernels/operands.ts';
import { checkRows, freivaldsExact, oracleRows } from '../../src/measure/kernels/oracle.ts';
import { UNIT_ROUNDOFF } from '../../src/measure/kernels/dtypes.ts';
import type { Verification } from '../../src/measure/kernels/program.ts';
import {
  adapterName,
  failedStanding,
  type Outcome,
  type Participant,
  type ParticipantId,
  type PreparedProduct,
  type Standing,
} from './participant.ts';

export interface ContestRequest {
  readonly shape: Product;
  readonly participants: readonly ParticipantId[];
  readonly rounds: number;
  readonly seed: number;
}

export interface ContestHost {
  open(id: ParticipantId): Promise<Participant>;
  nowMs(): number;
  /** Called before anything that may never come back, so that the participant at work is known. */
  atWork(id: ParticipantId, stage: string): Promise<void>;
}

/** Long against the 5 µs step of the clock and the some 0.5 ms that a submit and its completion cost. */
const SAMPLE_MS = 100;
/** The first run of a product may upload its operands, so it is no estimate; beyond this no upload matters. */
const LONG_PRODUCT_MS = 1000;
/** Bounds the results that a lazy library must hold at once. */
const MAX_PRODUCTS_PER_SAMPLE = 64;

class Failure extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome, message: string) {
    super(message);
    this.outcome = outcome;
  }
}

/** What a device said by itself, which no promise of the library need tell. */
interface Health {
  readonly errors: string[];
  lost: string | null;
}

interface Contender {
  readonly id: ParticipantId;
  readonly product: PreparedProduct;
  readonly health: Health;
  readonly adapter: string;
  readonly productsPerSample: number;
  readonly firstProductMs: number;
  readonly samplesMs: number[];
}

const operands = (shape: Product, kind: 'exact' | 'random', seed: number): { a: Matrix; b: Matrix } => ({
  a: createMatrix(shape.m, shape.k, kind, shape.k, seed),
  b: createMatrix(shape.k, shape.n, kind, shape.k, seed + 1),
});

const outcomeOf = (message: string): Outcome => {
  if (/out.of.memory|allocation failed/i.test(message)) return 'out-of-memory';
  if (/device.{0,20}lost/i.test(message)) return 'device-lost';
  if (/not supported|unsupported|exceeds|larger than the maximum|no WebGPU/i.test(message)) return 'unsupported';
  return 'failed';
};

const failureOf = (cause: unknown): Failure => {
  if (cause instanceof Failure) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new Failure(outcomeOf(message), message.slice(0, 500));
};

const insist = (verification: Verification): Verification => {
  if (!verification.ok) throw new Failure('wrong-result', verification.reason ?? 'the result is wrong');
  return verification;
};

/** Errors of a device are events, delivered in a later task than the promise of the work that caused them. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A lost device shows in many ways, such as a rejected map, before its own promise of the loss is kept. */
const LOSS_GRACE_MS = 50;
const lossKnown = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOSS_GRACE_MS));

const insistHealthy = async (health: Health): Promise<void> => {
  await nextTask();
  if (health.lost !== null) throw new Failure('device-lost', health.lost);
  if (health.errors.length > 0) {
    const outcome = outcomeOf(health.errors[0]!);
    throw new Failure(outcome === 'failed' ? 'gpu-error' : outcome, health.errors[0]!);
  }
};

/**
 * Runs contests on the participants of one page; each library is opened once. In a contest every participant first
 * proves its result on integers, where all of it must be exact, and on the random data that is timed; then each round
 * times every one once, in an order drawn anew; and after the last round the timed result is checked again, since a
 * device that was lost on the way finishes very fast.
 */
export const createContests = (host: ContestHost): ((request: ContestRequest) => Promise<Standing[]>) => {
  const opened = new Map<ParticipantId, { participant: Participant; health: Health }>();

  const openOnce = async (id: ParticipantId) => {
    const known = opened.get(id);
    if (known !== undefined) return known;
    await host.atWork(id, 'opening');
    const participant = await host.open(id);
    const health: Health = { errors: [], lost: null };
    participant.device.addEventListener('uncapturederror', ({ error }) => {
      const kind = error.constructor.name === 'GPUOutOfMemoryError' ? 'out of memory: ' : '';
      health.errors.push(`${kind}${error.message}`.slice(0, 500));
    });
    void participant.device.lost.then(({ message, reason }) => {
      health.lost = `the device was lost (${reason}): ${message}`.slice(0, 500);
    });
    opened.set(id, { participant, health });
    return { participant, health };
  };

  const timed = async (product: PreparedProduct, products: number): Promise<number> => {
    const startedMs = host.nowMs();
    await product.run(products);
    return (host.nowMs() - startedMs) / products;
  };

  const verify = async (product: PreparedProduct, shape: Product, { a, b }: { a: Matrix; b: Matrix }, seed: number) =>
    insist(checkRows(a, b, await product.read(), oracleRows(shape.m, shape.n, shape.k, seed), UNIT_ROUNDOFF.f32));

  const proveExact = async (participant: Participant, shape: Product, seed: number): Promise<number> => {
    const { a, b } = operands(shape, 'exact', seed);
    const product = await participant.prepare(shape, a.data, b.data);
    try {
      const firstProductMs = await timed(product, 1);
      insist(freivaldsExact(a, b, await product.read(), seed));
      return firstProductMs;
    } finally {
      await product.dispose();
    }
  };

  const enter = async (
    id: ParticipantId,
    request: ContestRequest,
    data: { a: Matrix; b: Matrix },
  ): Promise<Contender> => {
    const { shape, seed } = request;
    const { participant, health } = await openOnce(id);
    health.errors.length = 0;
    await host.atWork(id, 'proving');
    const firstProductMs = await proveExact(participant, shape, seed);
    await insistHealthy(health);
    await host.atWork(id, 'warming up');
    const product = await participant.prepare(shape, data.a.data, data.b.data);
    try {
      const warmMs = await timed(product, 1);
      await verify(product, shape, data, seed);
      const estimateMs = warmMs < LONG_PRODUCT_MS ? await timed(product, 1) : warmMs;
      const productsPerSample = Math.max(1, Math.min(MAX_PRODUCTS_PER_SAMPLE, Math.ceil(SAMPLE_MS / estimateMs)));
      if (productsPerSample > 1) await product.run(productsPerSample);
      await insistHealthy(health);
      const adapter = adapterName(participant.device.adapterInfo);
      return { id, product, health, adapter, productsPerSample, firstProductMs, samplesMs: [] };
    } catch (cause) {
      await product.dispose().catch(() => undefined);
      throw cause;
    }
  };

  const takeSample = async (contender: Contender, round: number): Promise<void> => {
    await host.atWork(contender.id, `round ${round + 1}`);
    const sampleMs = await timed(contender.product, contender.productsPerSample);
    await insistHealthy(contender.health);
    if (!(sampleMs > 0)) throw new Failure('clock-unusable', `the clock gave ${sampleMs} ms for a sample`);
    contender.samplesMs.push(sampleMs);
  };

  return async (request) => {
    const { shape, seed, rounds } = request;
    const data = operands(shape, 'random', seed + 2);
    const standings = new Map<ParticipantId, Standing>();
    const contenders: Contender[] = [];
    const fail = async (id: ParticipantId, cause: unknown): Promise<void> => {
      await lossKnown();
      const lost = opened.get(id)?.health.lost ?? null;
      const { outcome, message } = lost === null ? failureOf(cause) : new Failure('device-lost', lost);
      standings.set(id, failedStanding(id, outcome, message));
    };
    for (const id of request.participants) {
      try {
        contenders.push(await enter(id, request, data));
      } catch (cause) {
        await fail(id, cause);
      }
    }
    const random = createRandom(seed);
    for (let round = 0; round < rounds; round++) {
      for (const contender of inRandomOrder(contenders, random)) {
        if (standings.has(contender.id)) continue;
        await takeSample(contender, round).catch((cause: unknown) => fail(contender.id, cause));
      }
    }
    for (const contender of contenders) {
      const { id, product, adapter, productsPerSample, firstProductMs, samplesMs } = contender;
      try {
        await host.atWork(id, 'checking');
        if (!standings.has(id)) {
          const { maxError, errorBound } = await verify(product, shape, data, seed + 1);
          await insistHealthy(contender.health);
          standings.set(id, {
            id,
            outcome: 'measured',
            reason: null,
            kernel: product.kernel,
            adapter,
            samplesMs,
            productsPerSample,
            firstProductMs,
            maxError,
            errorBound,
          });
        }
        await product.dispose();
      } catch (cause) {
        await fail(id, cause);
      }
    }
    return request.participants.map((id) => standings.get(id)!);
  };
};
