import { publishedLoad } from '../../../catalog/presets.ts';
import type { Scenario } from '../../../records/scenario.ts';

/** What the page opens with. */
export const defaultScenario = (): Scenario => publishedLoad;
