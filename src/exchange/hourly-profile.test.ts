import { expect, it } from 'vitest';
import { parseHourlyProfile } from './hourly-profile.ts';

const day = Array.from({ length: 24 }, (_, hour) => hour + 0.5);
const messages = (text: string): string[] => {
  const result = parseHourlyProfile(text);
  if (result.ok) throw new Error('accepted');
  return result.error.map(({ message }) => message);
};

it('reads one number a row, with or without hours and a header', () => {
  expect(parseHourlyProfile(day.join('\n'))).toEqual({ ok: true, value: day });
  const table = `\ufeffhour,load\r\n${day.map((load, hour) => `${String(hour)},${String(load)}`).join('\r\n')}\r\n`;
  expect(parseHourlyProfile(table)).toEqual({ ok: true, value: day });
  const week = Array.from({ length: 168 }, (_, hour) => hour);
  expect(parseHourlyProfile(week.join('\n'))).toEqual({ ok: true, value: week });
});

it('says what is wrong, every row of it', () => {
  expect(messages('1\n2\n3')).toEqual([
    'The profile has 3 hours; it must have 24, of a day, or 168, of a week, one row per hour.',
  ]);
  expect(messages(['load', '-1', 'x', ...day.slice(2)].join('\n'))).toEqual([
    'Line 2 has -1; it must be a number from 0 on.',
    'Line 3 has x; it must be a number from 0 on.',
  ]);
  expect(messages('')[0]).toMatch(/has 0 hours/);
  expect(messages(day.map(() => '0').join('\n'))[0]).toMatch(/0 in every hour/);
});
