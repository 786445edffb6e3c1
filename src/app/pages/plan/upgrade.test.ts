import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCalibration } from '../../../exchange/calibration.ts';
import { parseScenario } from '../../../exchange/scenario.ts';
import { plan } from '../../../plan/plan.ts';
import type { Calibration } from '../../../records/calibration.ts';
import { FIGURES, type FigureId, type PlanFigures } from '../../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../../records/plan.ts';
import { SCENARIO, type Scenario } from '../../../records/scenario.ts';
import { readStored, RECORD_KINDS } from '../../../store/record-kinds.ts';
import { DRAFT_ID } from '../../state/keeping.ts';
import { parseHash } from '../../router/location.ts';
import { readSharedScenario } from './share-scenario.ts';

interface Sample {
  readonly id: string;
  readonly withCalibration: boolean;
  readonly stored: Readonly<Record<string, unknown>>;
  readonly link: string;
  readonly feasible: boolean;
  readonly constraint: string | null;
  readonly figures: PlanFigures;
  readonly lines: Readonly<Record<string, number | null>>;
}

const folder = `${import.meta.dirname}/../../../exchange/testing/version-1`;
const samples = JSON.parse(readFileSync(`${folder}/scenarios.json`, 'utf8')) as readonly Sample[];

const valueOf = <T>(read: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};
const calibration: Calibration = valueOf(parseCalibration(readFileSync(`${folder}/calibration.json`, 'utf8')));

/** The published estimate is no line of a physical plan any more, and a mix is its means in published arithmetic. */
const gone = (id: string, { scenario: { mode } }: Plan): boolean =>
  mode === 'physical' ? id.startsWith('article.') || id === 'waterfall.article' : id.startsWith('demand.class');

/**
 * A number in the meaning that it had: the cost of generated tokens was that of the whole query, where prompts now pay for
 * the time that they take.
 */
const asThen = (id: string, answer: Plan): number | null => {
  if (id !== 'cost.usdPerMillionOutputTokens') return figureOf(answer, id as FigureId);
  const tokens = answer.ledger.find((line) => line.id === 'demand.outputTokens')?.value ?? NaN;
  const { usdPerQuery } = answer.cost;
  return usdPerQuery === null ? null : (usdPerQuery / tokens) * 1e6;
};

/** Numbers that a rule made since has moved, in which samples, and why. */
interface Move {
  readonly reason: string;
  readonly samples: readonly string[];
  readonly values: Readonly<Record<string, number | null>>;
}
const moves = JSON.parse(readFileSync(`${folder}/moved.json`, 'utf8')) as readonly Move[];

/** What the sample's plan said of a number, or what it says since a rule moved it. */
const expectedOf = (id: string, before: number | null, sampleId: string): number | null => {
  const move = moves.find(({ samples: moved, values }) => moved.includes(sampleId) && Object.hasOwn(values, id));
  return move?.values[id] ?? before;
};

/** To eleven digits: beyond those, engines differ in the last bits of a power or a logarithm. */
const digits = (number: number | null | undefined): string | null => number?.toPrecision(11) ?? null;

const expectSame = (value: number | null | undefined, before: number | null, id: string, sampleId: string): void => {
  expect(digits(value), id).toBe(digits(expectedOf(id, before, sampleId)));
};

const isFigure = (id: string): boolean => FIGURES.some((figure) => figure === id);

const expectSamePlan = (scenario: Scenario, sample: Sample): void => {
  const used =
    sample.id === 'what was measured here, with its memory' ? { ...calibration, accelerator: null } : calibration;
  const answer = plan(scenario, { calibration: sample.withCalibration ? used : null });
  expect(answer.feasible).toBe(sample.feasible);
  expect(answer.binding.at(0)?.constraint ?? null).toBe(sample.constraint);
  for (const [section, figures] of Object.entries(sample.figures)) {
    for (const [key, value] of Object.entries(figures as Record<string, number | null>)) {
      expectSame(asThen(`${section}.${key}`, answer), value, `${section}.${key}`, sample.id);
    }
  }
  const values = new Map<string, number | null>(answer.ledger.map((line) => [line.id, line.value]));
  for (const [id, value] of Object.entries(sample.lines)) {
    if (!gone(id, answer)) expectSame(isFigure(id) ? asThen(id, answer) : values.get(id), value, id, sample.id);
  }
};

describe.each(samples.map((sample) => [sample.id, sample] as const))('%s, of version 1', (_, sample) => {
  test('opens as a file with the same plan, to the digit', () => {
    const scenario = valueOf(parseScenario(JSON.stringify(sample.stored)));
    expect(scenario.version).toBe(SCENARIO.version);
    expectSamePlan(scenario, sample);
    // What is written now opens as it is.
    expect(valueOf(parseScenario(JSON.stringify(scenario)))).toEqual(scenario);
  });

  test('opens from a link', async () => {
    const scenario = valueOf(await readSharedScenario(parseHash(sample.link).query['scenario']!));
    const inFile = valueOf(parseScenario(JSON.stringify(sample.stored)));
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
      const sample = samples.find((candidate) => candidate.id === id);
      const figures = Object.entries(sample?.figures ?? {}).flatMap(([section, entries]) =>
        Object.entries(entries).map(([key, value]) => [`${section}.${key}`, value] as const),
      );
      const before = new Map<string, number | null>([...figures, ...Object.entries(sample?.lines ?? {})]);
      for (const [line, value] of Object.entries(values)) {
        expect(before.has(line), line).toBe(true);
        expect(digits(value), line).not.toBe(digits(before.get(line)));
      }
    }
  },
);
