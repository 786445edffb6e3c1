import { describe, expect, it } from 'vitest';
import { mergeSections } from './print.ts';

describe('the kept print', () => {
  const titles = ['First', 'Second', 'Third'];
  const whole = mergeSections(
    '',
    titles,
    new Map(titles.map((title) => [title, `print of ${title}\n\n### with more`])),
  );

  it('has the sections in their order', () => {
    expect(whole.match(/^## .*$/gm)).toEqual(['## First', '## Second', '## Third']);
  });

  it('replaces the sections that were run and keeps the others to the letter', () => {
    const next = mergeSections(whole, titles, new Map([['Second', 'another print']]));
    expect(next).toBe(whole.replace('print of Second\n\n### with more', 'another print'));
    expect(mergeSections(next, titles, new Map())).toBe(next);
  });

  it('starts with what was run, and drops a section whose part is gone', () => {
    const merged = mergeSections('', titles, new Map([['Third', 'a print']]));
    expect(merged.match(/^## .*$/gm)).toEqual(['## Third']);
    expect(mergeSections(whole, ['Third'], new Map()).match(/^## .*$/gm)).toEqual(['## Third']);
  });
});
