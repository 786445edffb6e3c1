import { withDefaults } from '../migrate.ts';

/** A search of version 1 may lack when it was made, and whether its winner was found in an earlier run. */
export const tuning1To2 = (tuning: unknown): unknown => withDefaults(tuning, { searchedAt: null, reused: false });
