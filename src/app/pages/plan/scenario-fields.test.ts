import { describe, expect, test } from 'vitest';
import { scenarioDefaults } from '../../../catalog/presets.ts';
import { applySettings } from '../../../exchange/scenario.ts';
import { fieldGroups, fieldLabel, inWords, serverOptions, UNSET, valueAt } from './scenario-fields.ts';

const fields = fieldGroups.flatMap((group) => group.fields);
const { physical } = scenarioDefaults;

describe('the form', () => {
  test.each(fields.map((field) => [field.path, field] as const))('%s can be set to what it is', (path, field) => {
    const value = valueAt(physical, path);
    expect(field.description.label).not.toBeNull();
    const applied = applySettings(physical, [`${path}=${value === null ? UNSET : String(value)}`]);
    expect(applied).toEqual({ ok: true, value: physical });
  });

  test('offers every value that a choice has now', () => {
    for (const { path, options } of fields) {
      if (options !== null) expect(options.map(({ value }) => value)).toContain(String(valueAt(physical, path)));
    }
  });

  test('tells servers apart by their short names', () => {
    const labels = serverOptions.map(({ label }) => label);
    expect(labels.filter((label, i) => labels.indexOf(label) !== i)).toEqual([]);
  });
});

test('paths in a sentence become the labels of the form', () => {
  expect(fieldLabel('slo.tpotP99Ms')).toBe('Token interval p99');
  expect(inWords('a higher slo.tpotP99Ms, or catalog.unknown. Done.')).toBe(
    'a higher “Token interval p99”, or catalog.unknown. Done.',
  );
});
