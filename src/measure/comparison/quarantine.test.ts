import { expect, it } from 'vitest';
import { CASES, caseId } from './cases.ts';
import { QUARANTINE, quarantineOf } from './quarantine.ts';

const LIST = [{ case: 'slow', reason: 'flaky driver', until: '2026-12-31' }];

it('decides nothing by a case in quarantine until its last day, and warns from the day after', () => {
  expect(quarantineOf('slow', '2026-12-31', LIST)).toEqual({
    reason: 'flaky driver (until 2026-12-31)',
    warning: null,
  });
  const { reason, warning } = quarantineOf('slow', '2027-01-01', LIST);
  expect(reason).toBeNull();
  expect(warning).toMatch(/^The quarantine of slow ended on 2026-12-31, so it decides again/);
  expect(quarantineOf('other', '2026-12-31', LIST)).toEqual({ reason: null, warning: null });
});

it('lists only cases that there are, each with a reason and a day', () => {
  const ids = CASES.map(caseId);
  expect(QUARANTINE.filter((entry) => !ids.includes(entry.case))).toEqual([]);
  expect(QUARANTINE.filter(({ reason, until }) => reason === '' || !/^\d{4}-\d{2}-\d{2}$/.test(until))).toEqual([]);
});
