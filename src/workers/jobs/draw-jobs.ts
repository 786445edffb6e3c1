import { joinReplicates, replicateSteps, type MonteCarlo, type Replicate } from '../../plan/sensitivity/monte-carlo.ts';
import type { DrawingRequest, JobContext, JoinRequest } from '../compute-protocol.ts';
import { stepped } from './stepped.ts';

export const replicate = (
  { scenario, options, request }: DrawingRequest,
  context: JobContext<number>,
): Promise<Replicate> => stepped(replicateSteps(scenario, options, request), context, context.onProgress);

export const joinedDraws = ({ request, replicates }: JoinRequest): MonteCarlo => joinReplicates(request, replicates);
