import { presets } from '../../src/catalog/presets.ts';
import { decide } from '../../src/plan/economics/decide.ts';
import { ownOrRent } from '../../src/plan/economics/own-or-rent.ts';
import { plan } from '../../src/plan/plan.ts';
import { monteCarlo } from '../../src/plan/sensitivity/monte-carlo.ts';

/** What every engine computes: each preset's plan with its ledger, draws of it, and the choice between owning and renting. */

const DRAWS = { draws: 1000, seed: 1 };

export const engineNumbers = (): string =>
  JSON.stringify(
    presets.map(({ id, scenario }) => {
      const { scenario: _same, ...answer } = plan(scenario);
      const compared = ownOrRent(scenario);
      return {
        id,
        answer,
        drawn: answer.feasible ? monteCarlo(scenario, {}, DRAWS) : null,
        chosen: compared.ok ? { flows: compared.value.ways, decision: decide(compared.value) } : null,
      };
    }),
  );
