import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../exchange/scenario.ts';
import { SCENARIO } from '../../../records/kinds.ts';
import { type Scenario } from '../../../records/scenario.ts';
import { readStored, RECORD_KINDS } from '../../../store/record-kinds.ts';
import { DRAFT_ID } from '../../state/keeping.ts';
import { parseHash } from '../../router/location.ts';
import { readSharedScenario } from './share-scenario.ts';
import {
  digits,
  moveOf,
  moves,
  numbersOf,
  planAgain,
  scenarioOf,
  storedPlans,
  valueOf,
  type StoredPlan,
} from './testing/stored-plans.ts';

const expectSamePlan = (scenario: Scenario, sample: StoredPlan): void => {
  const answer = planAgain(scenario, sample);
  expect(answer.feasible).toBe(sample.feasible);
  expect(answer.binding.at(0)?.constraint ?? null).toBe(sample.constraint);
  for (const { id, then, now } of numbersOf(sample, answer)) {
    const move = moveOf(sample.id, id);
    expect(digits(now), id).toBe(digits(move === undefined ? then : move.values[id]));
  }
};

describe.each(storedPlans.map((sample) => [sample.id, sample] as const))('%s, of version 1', (_, sample) => {
  test('opens as a file with the same plan, to the digit', () => {
    const scenario = scenarioOf(sample);
    expect(scenario.version).toBe(SCENARIO.version);
    expectSamePlan(scenario, sample);
    // What is written now opens as it is.
    expect(valueOf(parseScenario(JSON.stringify(scenario)))).toEqual(scenario);
  });

  test('opens from a link', async () => {
    const scenario = valueOf(await readSharedScenario(parseHash(sample.link).query['scenario']!));
    const inFile = scenarioOf(sample);
    // Fits stay in the browser that has them.
    const hardware =
      inFile.mode === 'physical' ? { ...inFile.hardware, calibration: null, stackCalibration: null } : inFile.hardware;
    expect(scenario).toEqual({ ...inFile, hardware });
    if (!sample.withCalibration) expectSamePlan(scenario, sample);
  });

  test.each([DRAFT_ID, 'c0ffee'])('opens as it lay in the browser under %s', async (id) => {
    const saved = valueOf(
      await readStored(RECORD_KINDS.scenarios, { id, savedAt: '2026-11-30T05:00:00.000Z', scenario: sample.stored }),
    );
    expectSamePlan(saved.scenario, sample);
  });
});

test.each(moves)(
  'what moved is told with its reason, and nothing else is told: $reason',
  ({ samples: moved, values }) => {
    for (const id of moved) {
      const sample = storedPlans.find((candidate) => candidate.id === id)!;
      const before = new Map(
        numbersOf(sample, planAgain(scenarioOf(sample), sample)).map((number) => [number.id, number.then]),
      );
      for (const [line, value] of Object.entries(values)) {
        expect(before.has(line), line).toBe(true);
        expect(digits(value), line).not.toBe(digits(before.get(line)));
      }
    }
  },
);
