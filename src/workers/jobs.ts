import type { JobHandlers } from './compute-protocol.ts';

const draws = () => import('./jobs/draw-jobs.ts');
const fits = () => import('./jobs/fit-jobs.ts');
const money = () => import('./jobs/money-jobs.ts');
const plans = () => import('./jobs/plan-jobs.ts');
const racks = () => import('./jobs/rack-jobs.ts');
const simulations = () => import('./jobs/simulate-jobs.ts');
const sweeps = () => import('./jobs/sweep-jobs.ts');
const cases = () => import('./jobs/verify-jobs.ts');

/**
 * What the computing workers can do; each part is fetched with its first job. They run on any thread: tests call them
 * directly.
 */
export const jobHandlers: JobHandlers = {
  fit: async (request) => (await fits()).fit(request),
  plan: async (request) => (await plans()).plan(request),
  otherMode: async (request) => (await plans()).otherMode(request),
  ledger: async (request) => (await plans()).ledger(request),
  hardware: async (request, context) => (await plans()).hardware(request, context),
  levers: async (request, context) => (await plans()).levers(request, context),
  difference: async (request) => (await plans()).difference(request),
  sensitivity: async (request, context) => (await plans()).sensitivity(request, context),
  replicate: async (request, context) => (await draws()).replicate(request, context),
  joinedDraws: async (request) => (await draws()).joinedDraws(request),
  moves: async (request, context) => (await plans()).moves(request, context),
  loadCurve: async (request) => (await plans()).loadCurve(request),
  capacity: async (request) => (await plans()).capacity(request),
  simulateLoads: async (request, context) => (await simulations()).simulateLoads(request, context),
  racks: async (request) => (await racks()).racks(request),
  standing: async (request) => (await racks()).standing(request),
  failures: async (request, context) => (await racks()).failures(request, context),
  parts: async (request) => (await racks()).parts(request),
  cascade: async (request) => (await racks()).cascade(request),
  verify: async () => (await cases()).verify(),
  validated: async () => (await cases()).validated(),
  sweepView: async (request, context) => (await sweeps()).sweepView(request, context),
  sweepRow: async (request, context) => (await sweeps()).sweepRow(request, context),
  rowDominance: async (request, context) => (await sweeps()).rowDominance(request, context),
  ownOrRent: async (request) => (await money()).ownOrRent(request),
};
