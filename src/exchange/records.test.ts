import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { Problem, Result } from '../base/result.ts';
import { CALIBRATION, calibrationSchema, type Calibration } from '../records/calibration.ts';
import { MEASUREMENT, measurementSchema, type Measurement } from '../records/measurement.ts';
import type { SchemaNode } from '../records/schema-walk.ts';
import { parseCalibration, serialiseCalibration } from './calibration.ts';
import { caseFixture } from '../records/testing/measurement.ts';
import { STACK_FIT, stackFitSchema } from '../records/stack-fit.ts';
import { parseStackFit, serialiseStackFit } from './stack-fit.ts';
import { measurementCsv, parseMeasurement, serialiseMeasurement } from './measurement.ts';
import { arbitraryOf } from './testing/arbitrary-of-schema.ts';

interface Format {
  readonly name: string;
  readonly version: number;
  readonly schema: SchemaNode;
  readonly parse: (text: string) => Result<unknown, Problem[]>;
  readonly serialise: (record: never) => string;
}

const formats: Format[] = [
  {
    name: 'measurement',
    version: MEASUREMENT.version,
    schema: measurementSchema,
    parse: parseMeasurement,
    serialise: serialiseMeasurement,
  },
  {
    name: 'calibration',
    version: CALIBRATION.version,
    schema: calibrationSchema,
    parse: parseCalibration,
    serialise: serialiseCalibration,
  },
  {
    name: 'stack fit',
    version: STACK_FIT.version,
    schema: stackFitSchema,
    parse: parseStackFit,
    serialise: serialiseStackFit,
  },
];

const measurement = (fc.sample(arbitraryOf(measurementSchema), { seed: 1, numRuns: 50 }) as Measurement[]).find(
  ({ cases }) => cases.length > 0,
) as Measurement;
const [calibration] = fc.sample(arbitraryOf(calibrationSchema), { seed: 1, numRuns: 1 }) as [Calibration];

const refusal = (result: Result<unknown, Problem[]>): string[] => {
  if (result.ok) throw new Error('accepted');
  return result.error.map(({ message }) => message);
};

describe.each(formats)('$name files', ({ version, schema, parse, serialise }) => {
  it('come back as they went out', () => {
    fc.assert(
      fc.property(arbitraryOf(schema), (record) => {
        expect(parse(serialise(record as never))).toEqual({ ok: true, value: record });
      }),
    );
  });

  it('never throw, never touch Object.prototype, and every message is one line', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const hostile = fc.oneof(
      fc.json(),
      fc.anything().map((value) => JSON.stringify(value) ?? 'undefined'),
      fc.tuple(arbitraryOf(schema), fc.string(), fc.jsonValue()).map(([record, key, value]) => {
        const entry = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
        return serialise(record as never).replace('{', `{${entry},`);
      }),
      fc.jsonValue().map((value) => `{"__proto__":${JSON.stringify(value)},"constructor":{"prototype":{"x":1}}}`),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const result = parse(text);
        if (!result.ok) {
          expect(result.error).not.toHaveLength(0);
          for (const { message } of result.error) expect(message).toMatch(/^[^\n\r]+$/);
        }
      }),
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('of a newer version are refused, with what to do', () => {
    const [record] = fc.sample(arbitraryOf(schema), { seed: 2, numRuns: 1 });
    const [message] = refusal(parse(JSON.stringify({ ...(record as object), version: version + 1 })));
    expect(message).toMatch(
      new RegExp(`^Its version is ${version + 1}; .* up to version ${version}\\. .*newer Roofrack: update`),
    );
  });
});

describe('parseMeasurement', () => {
  it('names every unknown key and every wrong value, path by path', () => {
    const broken = structuredClone(measurement) as unknown as Record<string, Record<string, unknown>>;
    broken['clock']!['source'] = 'sundial';
    broken['roofs']!['fmaGflops'] = -1;
    broken['roofs']!['fmaGflop'] = 5;
    delete broken['adapter']!['software'];
    const text = JSON.stringify({ ...broken, toString: 1, seed: 'S' }).replace('"S"', '1e400');
    const messages = refusal(parseMeasurement(text));
    expect(messages).toHaveLength(6);
    expect(messages.join('\n')).toContain('roofs.fmaGflop is not a known key; did you mean "fmaGflops"?');
    expect(messages.join('\n')).toContain('toString is not a known key');
    expect(messages.join('\n')).toContain('clock.source is "sundial"; it must be one of timestamp-query, wall.');
    expect(messages.join('\n')).toContain('roofs.fmaGflops is -1; it must be a number of at least 0 or null.');
    expect(messages.join('\n')).toContain('adapter.software is missing; it must be true or false.');
    expect(messages.join('\n')).toContain('seed is 1e400; it must be a whole number of at least 0.');
  });

  it('says which file it was given instead', () => {
    expect(refusal(parseMeasurement(serialiseCalibration(calibration)))).toEqual([
      'Its format is "roofrack-calibration"; a measurement file has "roofrack-measurement". Choose another file.',
    ]);
    expect(refusal(parseMeasurement('[1]'))[0]).toContain('a list of 1');
  });

  it('keeps control characters of a file out of its messages', () => {
    const text = JSON.stringify({ ...measurement, '\u001b[31m\n\u202e': 1, suite: 5 });
    expect(refusal(parseMeasurement(text)).join(' ')).not.toMatch(/[\u001b\n\u202e]/);
  });
});

describe('measurementCsv', () => {
  it('has one line a case and lets no kernel name become a formula', () => {
    const evil = { ...measurement, cases: [{ ...caseFixture(64), kernel: '=HYPERLINK("x")' }] };
    const { data } = Papa.parse<Record<string, string>>(measurementCsv(evil), { header: true, skipEmptyLines: true });
    expect(data).toHaveLength(1);
    expect(data[0]!['kernel']).toBe(`'=HYPERLINK("x")`);
    expect(data[0]!['reason']).toBe('');
  });
});
