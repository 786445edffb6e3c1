import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trainingPresets } from '../catalog/training-presets.ts';
import { trainingSchema, type Training } from '../records/training.ts';
import { checkTraining } from '../training/check-training.ts';
import { train } from '../training/train.ts';
import { parseProjection } from './projection.ts';
import { arbitraryOf } from './testing/arbitrary-of-schema.ts';
import { applyTrainingSettings, parseTraining, readTraining, serialiseTraining, trainingSettings } from './training.ts';

const trainings = arbitraryOf(trainingSchema) as fc.Arbitrary<Training>;

describe('trainings', () => {
  it.each(trainingPresets.map(({ id, training }) => [id, training] as const))(
    '%s comes back as it was written',
    (_, training) => {
      expect(parseTraining(serialiseTraining(training))).toEqual({ ok: true, value: training });
      expect(readTraining(structuredClone(training), '')).toEqual({ ok: true, value: training });
    },
  );

  it('any that its ranges allow is refused by name, or answered with numbers or with what is unknown', () => {
    fc.assert(
      fc.property(trainings, (training) => {
        const read = parseTraining(JSON.stringify(training));
        if (!read.ok) {
          for (const { message } of read.error) expect(message.length).toBeGreaterThan(20);
          return;
        }
        expect(checkTraining(read.value)).toEqual([]);
        for (const { value } of train(read.value).ledger) expect(value === null || Number.isFinite(value)).toBe(true);
      }),
    );
  });

  it('nothing that JSON can hold makes the reader throw', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const read = parseTraining(text);
        if (!read.ok) expect(read.error.length).toBeGreaterThan(0);
      }),
    );
  });

  it('names a newer version and another format', () => {
    const wrong = (text: string): string => {
      const read = parseTraining(text);
      return read.ok ? '' : read.error.map(({ message }) => message).join(' ');
    };
    expect(wrong('{"format":"roofrack-training","version":99}')).toContain('newer Roofrack');
    expect(wrong('{"format":"roofrack-scenario"}')).toContain('roofrack-training');
    expect(wrong('[]')).toContain('training');
  });

  it('every setting can be set to what it is', () => {
    const [preset] = trainingPresets;
    if (preset === undefined) throw new Error('preset');
    const settings = trainingSettings
      .filter((path) => !['training.flop', 'training.achievedTflops', 'name'].includes(path))
      .map((path) => {
        const value = path
          .split('.')
          .reduce<unknown>((here, key) => (here as Record<string, unknown>)[key], preset.training);
        return `${path}=${String(value)}`;
      });
    expect(applyTrainingSettings(preset.training, settings)).toEqual({ ok: true, value: preset.training });
  });
});

describe('series', () => {
  it('a table and JSON of the same series are the same', () => {
    const table = parseProjection('Year,Value,Volume\n2020,8,1\n2021,4,\n', 'mine');
    const json = parseProjection(
      '{"name":"mine","points":[{"year":2020,"value":8,"volume":1},{"year":2021,"value":4}]}',
      'other',
    );
    expect(table).toEqual(json);
    expect(table.ok).toBe(true);
  });

  it('no text makes the reader throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string().map((text) => `year,value\n${text}`),
        ),
        (text) => {
          const read = parseProjection(text, 'any');
          if (!read.ok) expect(read.error.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
