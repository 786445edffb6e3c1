import { expect, it } from 'vitest';
import { scenarioDefaults } from '../../../catalog/presets.ts';
import { formatChoiceOf, formatOptions, formatsOf } from './number-formats.ts';

const { precision } = scenarioDefaults.physical;

it('every choice is found again from the formats that it sets', () => {
  expect(formatChoiceOf(precision)).toBe('fp16');
  for (const { value } of formatOptions(precision)) {
    const formats = formatsOf(value);
    expect(formats, value).not.toBeNull();
    if (formats !== null) expect(formatChoiceOf(formats)).toBe(value);
  }
});

it('a mixture is named by its parts, and chosen by nobody', () => {
  const mixture = { ...precision, weights: 'int4', kvCache: 'fp8' } as const;
  const [first] = formatOptions(mixture);
  expect(first?.label).toBe('int4 weights, fp8 cache, fp16 products');
  expect(formatChoiceOf(mixture)).toBe(first?.value);
  expect(formatsOf(first?.value ?? '')).toBeNull();
});
