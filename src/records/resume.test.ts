import { expect, it } from 'vitest';
import { adapterFixture, caseFixture, failedFixture, measurementFixture } from './testing/measurement.ts';
import type { MeasureSettings } from './measurement.ts';
import { changedConditions, requestToResume, settledCases, whyNotResumable, whyNotTogether } from './resume.ts';

const settings: MeasureSettings = { dtype: 'f32', kernel: 'auto', powerPreference: null, shapes: [] };
const brokenOff = measurementFixture({
  outcome: 'cancelled',
  settings,
  cases: [
    caseFixture(64),
    failedFixture(128, 'hidden'),
    failedFixture(256, 'wrong-result'),
    failedFixture(512, 'device-lost'),
  ],
});

it('keeps what another attempt would only repeat', () => {
  expect(settledCases(brokenOff).map(({ id }) => id)).toEqual([caseFixture(64).id, caseFixture(256).id]);
});

it('asks for the same again, and says why it cannot where it cannot', () => {
  expect(whyNotResumable(brokenOff)).toBeNull();
  expect(requestToResume(brokenOff)).toEqual({ suite: 'quick', seed: 1, ...settings, resume: brokenOff });
  expect(whyNotResumable(measurementFixture({ settings }))).toContain('nothing of it is missing');
  expect(whyNotResumable({ ...brokenOff, settings: null })).toContain('measure again');
  expect(whyNotResumable({ ...brokenOff, suite: 'other' })).toContain('"other"');
  // A complete run with a case that was hidden still lacks that case.
  expect(whyNotResumable({ ...brokenOff, outcome: 'complete' })).toBeNull();
});

it.each([
  ['adapter', { adapter: adapterFixture({ description: 'Other' }) }, /another adapter .*ACME A1000.*Other/],
  ['browser', { browser: { name: 'Chromium', version: '157', userAgent: '' } }, /another browser \(Chromium 156.*157/],
  ['host', { browser: null, host: { name: 'Dawn for Node', version: '1' } }, /another browser .*Dawn for Node/],
])('refuses to join sittings with another %s', (_, change, message) => {
  const now = measurementFixture(change);
  expect(whyNotTogether(brokenOff, now)).toMatch(message);
  expect(whyNotTogether(now, now)).toBeNull();
});

it('warns where the clock or the abilities of the adapter have changed, and is silent otherwise', () => {
  expect(changedConditions(brokenOff, measurementFixture())).toEqual([]);
  const { clock } = brokenOff;
  const changed = measurementFixture({
    clock: { ...clock, source: 'wall', timestampQuantumNs: null },
    adapter: adapterFixture({ features: [] }),
  });
  expect(changedConditions(brokenOff, changed)).toMatchObject([
    { code: 'clock-changed', message: expect.stringContaining('65536 ns, then the wall clock') as string },
    { code: 'adapter-changed' },
  ]);
});
