import facts from './facts/measured.json' with { type: 'json' };
import type { MeasuredRow } from './schema-measured.ts';

/** Published throughputs, each with its source. Large: only for those who show or check them. */
export const measuredRows = facts.records as readonly MeasuredRow[];
