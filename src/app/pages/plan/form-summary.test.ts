import { expect, test } from 'vitest';
import { entryAt } from '../../../base/checked.ts';
import { scenarioDefaults } from '../../../catalog/presets.ts';
import { withFields } from '../../../records/scenario.ts';
import { formSummary } from './form-summary.ts';
import { fieldGroups } from './scenario-fields.ts';

const defaults = scenarioDefaults.physical;
const summaryOf = (id: string, scenario = defaults): string => {
  const group = entryAt(
    fieldGroups.physical.filter((each) => each.id === id),
    0,
  );
  return formSummary(group.fields, scenario, defaults);
};

test('every group names the fields whose values it shows', () => {
  for (const { id, fields } of fieldGroups.physical) {
    const labels = fields.map(({ description }) => description.label ?? '');
    for (const part of summaryOf(id).split(', ')) {
      expect(
        labels.some((label) => label !== '' && part.startsWith(`${label} `)),
        `${id}: ${part}`,
      ).toBe(true);
    }
  }
});

test('what was changed stands first, with its unit in words, and nothings are left out', () => {
  expect(summaryOf('load', withFields(defaults, 'demand', { growthPerYear: 0.25, queriesPerDay: 1e6 }))).toMatch(
    /^Queries 1,000,000 per day, Growth 0\.25 per year, /,
  );
  expect(summaryOf('load')).not.toContain('Growth');
});

test('a share is told in percent, whatever else has no unit as a number', () => {
  expect(summaryOf('hardware', { ...defaults, serving: { ...defaults.serving, targetUtilisation: 0.125 } })).toMatch(
    /^Target utilisation 12\.5 %(,|$)/,
  );
  expect(
    summaryOf('slo', {
      ...defaults,
      reliability: { ...defaults.reliability, availabilityTarget: 0.9999999 },
    }),
  ).toMatch(/^Availability 99\.99999 %(,|$)/);
  expect(summaryOf('load', withFields(defaults, 'demand', { surge: 1.5 }))).toMatch(/^Surge 1\.5(,|$)/);
});
