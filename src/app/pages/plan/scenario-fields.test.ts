import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../base/plain-object.ts';
import { scenarioDefaults } from '../../../catalog/presets.ts';
import { applySettings } from '../../../exchange/scenario.ts';
import { MODES, type Mode } from '../../../records/scenario.ts';
import { UNSET } from './form-fields.ts';
import { fieldGroups, fieldLabel, inWords, serverOptions } from './scenario-fields.ts';

describe.each(MODES)('the form of the mode %s', (mode) => {
  const fields = fieldGroups[mode].flatMap((group) => group.fields);
  const defaults = scenarioDefaults[mode];

  test.each(fields.map((field) => [field.path, field] as const))('%s can be set to what it is', (path, field) => {
    const value = valueAt(defaults, path);
    expect(field.description.label).not.toBeNull();
    const applied = applySettings(defaults, [`${path}=${value === null ? UNSET : String(value)}`]);
    expect(applied).toEqual({ ok: true, value: defaults });
  });

  test('offers every value that a choice has now', () => {
    for (const { path, options } of fields) {
      if (options !== null) expect(options.map(({ value }) => value)).toContain(String(valueAt(defaults, path)));
    }
  });
});

describe('the form', () => {
  test('has in each mode what counts in it, and no more', () => {
    const paths = (mode: Mode): string[] => fieldGroups[mode].flatMap(({ fields }) => fields.map(({ path }) => path));
    expect(paths('article')).toEqual(expect.arrayContaining(['article.wordsPerQuery', 'facility.pue']));
    expect(paths('article').filter((path) => /^(slo|serving|reliability)/.test(path))).toEqual([]);
    expect(paths('physical').filter((path) => path.startsWith('article.'))).toEqual([]);
  });

  test('names the accelerators of every server first, and keeps servers of one accelerator together', () => {
    expect(serverOptions.length).toBeGreaterThan(20);
    const kinds = serverOptions.map(({ label, group }) => {
      const [, kind] = /^\d+ × (.+) · \S/.exec(label) ?? [];
      expect(kind).toBe(group);
      return kind;
    });
    const changes = kinds.filter((kind, i) => kind !== kinds[i - 1]);
    expect(changes).toEqual([...new Set(kinds)]);
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
