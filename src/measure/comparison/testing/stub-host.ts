import { createRandom } from '../../../base/random.ts';
import { err, ok, problem } from '../../../base/result.ts';
import { matmulCase } from '../../kernels/matmul.ts';
import { plainProblem } from '../../kernels/matmul-program.ts';
import type { AdapterRecord } from '../../../records/measurement.ts';
import type { Host, Machine } from '../host.ts';

/** A machine that computes its times instead of taking them: what a comparison makes of times is tested without waiting for any. */
export interface StubMachine {
  /** Time of one run in ms, by the address of the page and the case. */
  readonly runMs: (url: string, caseId: string) => number;
  /** Standard deviation of the log time of a sample, and of all samples of a page. */
  readonly sampleSd: number;
  readonly pageSd: number;
  /** What the clock says of a true time. */
  readonly clock?: (ms: number) => number;
  /** Sessions, counted from 0 over the life of the host, in which a page dies while it is timed. */
  readonly crashesIn?: (session: number) => boolean;
  /** Pages whose device is lost whenever they are timed. */
  readonly crashesAt?: (url: string) => boolean;
  /** Hash of what a page runs. */
  readonly wgslHash?: (url: string) => string;
  readonly vendor?: string;
  readonly driver?: string;
  readonly elsewhere?: Machine;
  /** Whether no session can be opened any more. */
  readonly isDead?: () => boolean;
  /** Whether the host cannot be started anew any more. */
  readonly isGone?: () => boolean;
}

const adapterOf = ({ vendor = 'stub', driver = '' }: StubMachine): AdapterRecord => ({
  vendor,
  architecture: 'stub',
  device: '',
  description: driver,
  software: true,
  features: [],
  limits: {},
  subgroupMinSize: null,
  subgroupMaxSize: null,
  subgroupMatrices: [],
});

export interface StubHost extends Host {
  /** How often it was started anew. */
  readonly restarts: () => number;
}

export const stubHost = (machine: StubMachine, seed = 1): StubHost => {
  const random = createRandom(seed);
  let sessions = 0;
  let restarts = 0;
  return {
    browser: { name: 'Stub', version: '1.0', flags: [], headless: true, remote: false },
    elsewhere: machine.elsewhere ?? null,
    restarts: () => restarts,
    openSession: () => {
      if (machine.isDead?.() === true) return Promise.reject(new Error('Target closed'));
      const dies = machine.crashesIn?.(sessions++) ?? false;
      return Promise.resolve({
        openSide: (url) => {
          const page = machine.pageSd * random.normal();
          let runMs = 1;
          return Promise.resolve({
            crossOriginIsolated: true,
            open: ({ shape, dtype, kernel }) => {
              const { id } = matmulCase(plainProblem(shape, dtype), kernel);
              runMs = machine.runMs(url, id);
              const counts = {
                flop: 1,
                bytes: 1,
                dispatches: 1,
                pipelines: 1,
                wgslHash: machine.wgslHash?.(url) ?? 'stub',
              };
              const adapter = adapterOf(machine);
              return Promise.resolve(ok({ id, adapter, counts, compileMs: 1, firstDispatchMs: 1, maxError: 0 }));
            },
            time: (times) => {
              if (dies || machine.crashesAt?.(url) === true)
                return Promise.resolve(err(problem('adapter', 'The device was lost.')));
              const ms = times * runMs * Math.exp(page + machine.sampleSd * random.normal());
              return Promise.resolve(ok(machine.clock?.(ms) ?? ms));
            },
          });
        },
        close: () => Promise.resolve(),
      });
    },
    measureRoofs: () => Promise.resolve(ok({ fmaGflops: 10, readGBps: 20, copyGBps: 15 })),
    restart: () => {
      restarts++;
      return machine.isGone?.() === true ? Promise.reject(new Error('connect ECONNREFUSED')) : Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
};
