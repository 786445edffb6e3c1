import type { AdapterRecord } from '../../src/records/measurement.ts';
import type { ContestRequest } from './contest.ts';
import type { ParticipantId, Standing } from './participant.ts';

declare global {
  interface Window {
    /** What the page offers to the runner. */
    holdContest: (request: ContestRequest) => Promise<Standing[]>;
    describeAdapter: () => Promise<AdapterRecord | null>;
    /** What the runner offers to the page. */
    atWork: (id: ParticipantId, stage: string) => Promise<void>;
  }
}
