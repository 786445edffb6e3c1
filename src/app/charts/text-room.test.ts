import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHARACTER_PX, wrapped } from './text-room.ts';

test('a name is broken between words, so that no line is wider than its room', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(words, fc.integer({ min: 12, max: 60 }), (parts, characters) => {
      const lines = wrapped(parts.join(' '), characters * CHARACTER_PX + 0.1);
      expect(lines.join(' ')).toBe(parts.join(' '));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(characters);
      // No line could have taken the first word of the next.
      for (const [index, line] of lines.slice(1).entries()) {
        expect(`${lines[index]} ${line.split(' ')[0]}`.length).toBeGreaterThan(characters);
      }
    }),
  );
});

test('a word longer than the room stands alone', () => {
  expect(wrapped('a considerably longer', 4 * CHARACTER_PX)).toEqual(['a', 'considerably', 'longer']);
});
