import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Problem, Result } from '../base/result.ts';
import { caseRow } from '../records/cases.ts';
import type { Calibration } from '../records/calibration.ts';
import { COMPARISONS } from '../records/comparison.ts';
import { comparison } from '../regression/testing/comparison.ts';
import { project } from '../projection/project.ts';
import { train } from '../training/train.ts';
import { createPredictor } from '../throughput/predictor.ts';
import { parseCalibration, serialiseCalibration } from './calibration.ts';
import { readComparisons } from './comparison.ts';
import { parseHardware, serialiseHardware } from './hardware.ts';
import { parseMeasurement, serialiseMeasurement } from './measurement.ts';
import { parseProjection, serialiseProjection } from './projection.ts';
import { parseStackFit, serialiseStackFit } from './stack-fit.ts';
import { parseTraining, serialiseTraining } from './training.ts';
import { parseTunings, serialiseTunings } from './tunings.ts';

/**
 * Records as earlier versions wrote them: `version-1` are of the command line of commit 2a68b36 on a software adapter, cut to
 * a few samples; the `-oldest` ones lack what came later without a new version. Training and projection came later: theirs are
 * of commit 493170e.
 */
const stored = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'testing', 'version-1', `${name}.json`), 'utf8');
const opened = <T>(parse: (text: string) => Result<T, Problem[]>, text: string): T => {
  const result = parse(text);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
};
type Old = Readonly<Record<string, unknown>>;

const kinds: readonly (readonly [string, (text: string) => Result<unknown, Problem[]>, (record: never) => string])[] = [
  ['measurement', parseMeasurement, serialiseMeasurement],
  ['measurement-oldest', parseMeasurement, serialiseMeasurement],
  ['measurement-resumed', parseMeasurement, serialiseMeasurement],
  ['calibration-of-run', parseCalibration, serialiseCalibration],
  ['calibration-of-table', parseCalibration, serialiseCalibration],
  ['calibration-oldest', parseCalibration, serialiseCalibration],
  ['stack-fit', parseStackFit, serialiseStackFit],
  ['tunings', parseTunings, serialiseTunings],
  ['hardware', parseHardware, serialiseHardware],
  ['training', parseTraining, serialiseTraining],
  ['projection', (text) => parseProjection(text, 'file'), serialiseProjection],
];

describe.each(kinds)('a stored %s', (name, parse, serialise) => {
  it('opens, and what is written of it opens as the same', () => {
    const record = opened(parse, stored(name));
    expect(opened(parse, serialise(record as never))).toEqual(record);
  });
});

describe('a measurement of version 1', () => {
  const old = JSON.parse(stored('measurement')) as { readonly cases: readonly Old[]; readonly clock: Old };
  const run = opened(parseMeasurement, stored('measurement'));

  it('keeps every figure of every case, and null stays only where a table shows nothing', () => {
    expect(run.cases.map(caseRow)).toEqual(
      old.cases.map((before) => ({
        ...Object.fromEntries(
          Object.keys(caseRow(run.cases[0]!)).map((key) => [key, key in before ? before[key] : null]),
        ),
        samples: (before['samplesMs'] as unknown[]).length,
      })),
    );
  });

  it('has in a case what its outcome and kind know, and nothing else', () => {
    const byOutcome = new Map(run.cases.map((measured) => [measured.outcome, measured]));
    expect([...byOutcome.keys()].sort()).toEqual([
      'cancelled',
      'device-lost',
      'hidden',
      'measured',
      'timeout',
      'unsupported',
      'wrong-result',
    ]);
    expect(Object.keys(byOutcome.get('timeout') ?? {}).sort()).toEqual([
      'bytes',
      'dtype',
      'flop',
      'id',
      'k',
      'kernel',
      'kind',
      'm',
      'n',
      'outcome',
      'reason',
      'warnings',
    ]);
    expect(run.cases.at(-1)).toMatchObject({ kind: 'replay', parts: [{ m: 1, n: 64, k: 64, batch: 2 }] });
    expect(run.cases.at(-1)).not.toHaveProperty('m');
  });

  it('was one sitting where it says of none, and keeps those that it had', () => {
    expect(run.sittings).toEqual([{ startedAt: run.createdAt, firstCase: 0, clock: old.clock }]);
    expect(opened(parseMeasurement, stored('measurement-resumed')).sittings.map(({ firstCase }) => firstCase)).toEqual([
      0, 3,
    ]);
  });

  it('without what came later has nothing in its place', () => {
    const oldest = opened(parseMeasurement, stored('measurement-oldest'));
    expect(oldest).toMatchObject({ settings: null, tuning: [], adapter: { subgroupMatrices: [] } });
    expect(oldest.cases[0]).toMatchObject({ paces: [], warmCompileMs: null });
  });
});

describe('a calibration of version 1', () => {
  const timesUs = (fit: Calibration): number[][] => {
    const predictor = createPredictor(fit);
    const shapes = [
      { m: 1, n: 4096, k: 4096 },
      { m: 512, n: 512, k: 512 },
      { m: 33, n: 65, k: 1023 },
    ];
    return shapes.map((shape) => [predictor.timeUs(shape), ...predictor.intervalUs(shape)]);
  };

  // Printed by commit 2a68b36 from the same files.
  it.each([
    [
      'calibration-of-run',
      [
        [36847.96287730664, 11775.481892501813, 115305.03639701974],
        [49401.371056362754, 22224.551524158866, 109810.78558978037],
        [1607.700826007379, 723.3377167934941, 3573.2990081073235],
      ],
    ],
    [
      'calibration-of-table',
      [
        [27.28772793099135, 19.731072705425678, 37.73844974130822],
        [6.450374406274706, 2.8910604143457057, 14.391719306405497],
        [5.4553647574546575, 2.9276020005708348, 10.165659345455907],
      ],
    ],
  ])('predicts the same times to the last digit: %s', (name, before) => {
    expect(timesUs(opened(parseCalibration, stored(name)))).toEqual(before);
  });

  it('keeps its intervals under their new name, and has null or nothing for what came later', () => {
    const before = JSON.parse(stored('calibration-of-run')) as { readonly intervals: { readonly tile: Old } };
    expect(opened(parseCalibration, stored('calibration-of-run')).intervals.others).toEqual(before.intervals.tile);
    expect(opened(parseCalibration, stored('calibration-oldest'))).toMatchObject({
      matrixUnits: false,
      forms: [],
      prediction: null,
      replay: null,
      paceExponent: null,
      parameters: { tile: null, kernels: null },
      intervals: { others: {} },
    });
  });
});

it('searches of version 1 say when they were made where they knew', () => {
  const [first, second] = opened(parseTunings, stored('tunings'));
  expect(first).toMatchObject({ searchedAt: null, reused: false });
  expect(second!.searchedAt).toMatch(/^20/);
});

describe('a comparison of version 1', () => {
  const today = comparison([]);
  const { name: base, ...restOfBase } = today.base;
  const { name: head, ...restOfHead } = today.head;
  const old = {
    ...today,
    version: 1,
    base: { ['asked']: base, ...restOfBase },
    head: { ['asked']: head, ...restOfHead },
  };
  const read = (record: unknown) => readComparisons(new TextEncoder().encode(JSON.stringify(record)));

  it('opens as it was, alone or merged', () => {
    expect(read(old)).toEqual({ ok: true, value: [today] });
    const merged = { format: COMPARISONS.format, version: 1, comparisons: [old, old] };
    expect(read(merged)).toEqual({ ok: true, value: [today, today] });
  });
});

it('a training of version 1 costs what it cost, and its series falls as it fell', () => {
  const { usd, flop, gpuHours, budgetUsd } = train(opened(parseTraining, stored('training')));
  // Printed by commit 493170e from the same files.
  expect({ usd, flop, gpuHours, budgetUsd }).toEqual({
    usd: 68816798.2385079,
    flop: 2.1e25,
    gpuHours: 57001771.94079633,
    budgetUsd: 119580157.88620947,
  });
  const line = project(opened((text) => parseProjection(text, 'file'), stored('projection')));
  expect(line.ok && line.value.at(2030).value).toBeCloseTo(41.2127165, 6);
});
