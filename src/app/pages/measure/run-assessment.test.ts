import { expect, test } from 'vitest';
import { findAccelerator } from '../../../catalog/catalog.ts';
import { adapterFixture, caseFixture, measurementFixture } from '../../../records/testing/measurement.ts';
import { assessRun } from './run-assessment.ts';

test('against the roof of the same run, where the accelerator is unknown', () => {
  const assessments = assessRun(measurementFixture(), null);
  expect(assessments).toHaveLength(1);
  expect(assessments[0]!.tone).toBe('good');
  expect(assessments[0]!.text).toContain('67 % of the multiply-add roof');
});

test('a tenth of the roof is called low', () => {
  expect(assessRun(measurementFixture({ cases: [caseFixture(512, { gflops: 120 })] }), null)[0]!.tone).toBe('poor');
});

test('a software adapter is not held against what GPUs reach', () => {
  const cases = [caseFixture(512, { gflops: 120 })];
  const [found] = assessRun(measurementFixture({ adapter: adapterFixture({ software: true }), cases }), null);
  expect(found?.tone).toBe('plain');
  expect(found?.text).toMatch(/10 % of the multiply-add roof measured in the same run: a processor plays the GPU/);
});

test('against the datasheet only where there are both numbers', () => {
  const l4 = findAccelerator('l4');
  if (l4 === null) throw new Error('l4 is in the catalogue');
  const roofs = { fmaGflops: null, readGBps: 270, writeGBps: null, copyGBps: null };
  const assessments = assessRun(measurementFixture({ roofs }), l4);
  expect(assessments.map(({ text }) => text)).toEqual([
    'Read bandwidth is 270 GB/s, 90 % of the 300 GB/s in the datasheet of L4.',
  ]);
  expect(assessments[0]!.tone).toBe('good');
});

test('a run without roofs is not judged', () => {
  const roofs = { fmaGflops: null, readGBps: null, writeGBps: null, copyGBps: null };
  expect(assessRun(measurementFixture({ roofs }), null)).toEqual([]);
});
