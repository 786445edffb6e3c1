import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { PhaseSupply } from '../racks/power/check-phases.ts';
import { needsNeutral, type Bank, type PhaseLoad } from '../racks/power/phases.ts';
import { phaseSupplySchema, type WRITTEN_BANKS } from '../records/phase-supply.ts';
import { capProblems } from './limits.ts';
import { readJson } from './read-json.ts';
import { validate } from './validate.ts';

const REVERSED: Readonly<Partial<Record<(typeof WRITTEN_BANKS)[number], Bank>>> = {
  'L2-L1': 'L1-L2',
  'L3-L2': 'L2-L3',
  'L1-L3': 'L3-L1',
};

export interface LoadedSupply {
  readonly supply: PhaseSupply;
  readonly loads: readonly PhaseLoad[];
}

/** A supply and its loads from JSON: all of it, or every problem. */
export const parsePhaseSupply = (text: string): Result<LoadedSupply, Problem[]> => {
  const document = readJson(text);
  if (!document.ok) return document;
  const read = validate(phaseSupplySchema, document.value.value, {
    wayOut: 'Correct the file.',
    asWritten: document.value.overflows,
  });
  if (!read.ok) return read;
  const { loads: written, ...supply } = read.value;
  const loads = written.map(({ bank, watts }) => ({
    bank: bank === null ? null : (REVERSED[bank] ?? (bank as Bank)),
    watts,
  }));
  const withoutNeutral = loads.flatMap(({ bank }, index) =>
    supply.connection === 'delta' && bank !== null && needsNeutral(bank)
      ? [
          problem(
            `loads[${String(index)}].bank`,
            `loads[${String(index)}].bank (Bank) is "${bank}", but a delta supply has no neutral; ` +
              'name two lines, such as "L1-L2", or set connection to "wye".',
          ),
        ]
      : [],
  );
  return withoutNeutral.length > 0 ? err(capProblems(withoutNeutral)) : ok({ supply, loads });
};
