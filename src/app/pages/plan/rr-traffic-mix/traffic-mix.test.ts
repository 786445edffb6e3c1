import { expect, test } from 'vitest';
import { scenarioDefaults } from '../../../../catalog/presets.ts';
import { applyValue } from '../../../../exchange/scenario.ts';
import { plan } from '../../../../plan/plan.ts';
import { CLASSES, classPath, firstClass, withAnother, withChange } from './traffic-mix.ts';

const { physical } = scenarioDefaults;

test('the requests of a scenario as one class give the plan that they had', () => {
  const mixed = applyValue(physical, CLASSES, [firstClass(physical)]);
  expect(mixed.ok && plan(mixed.value).fleet).toEqual(plan(physical).fleet);
});

test('classes get names of their own', () => {
  const three = withAnother(withAnother([firstClass(physical)]));
  expect(new Set(three.map(({ name }) => name)).size).toBe(3);
});

test('a wrong value is refused under the path that its field has', () => {
  const wrong = applyValue(physical, CLASSES, withChange([firstClass(physical)], 0, 'share', 'many'));
  expect(!wrong.ok && wrong.error[0]!.path).toBe(classPath(0, 'share'));
  const right = applyValue(physical, CLASSES, withChange([firstClass(physical)], 0, 'outputTokens', 400));
  expect(right.ok && right.value.demand.classes?.[0]!.outputTokens).toBe(400);
});
