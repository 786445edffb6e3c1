import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markdownText } from './markdown.ts';
import { oneLine, terminalText } from './show.ts';

const HOSTILE = [
  '\u001b]0;owned\u0007',
  '\u009b2J',
  'a\nb',
  '\r',
  '\u202e',
  '<img src=x>',
  '[x](y)',
  '| a |',
  '`',
  '\\',
];
const text = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string())).map((parts) => parts.join(''));

test('no text drives a terminal or leaves its line', () => {
  fc.assert(
    fc.property(text, (hostile) => {
      expect(oneLine(hostile)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(terminalText(hostile)).not.toMatch(/(?![\n\t])\p{Cc}/u);
    }),
  );
});

test('JSON means the same after it was made harmless', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), text, (value, key) => {
      const record = { [key]: value, list: [key] };
      expect(JSON.parse(terminalText(JSON.stringify(record, null, 2)))).toEqual(JSON.parse(JSON.stringify(record)));
    }),
  );
});

test('Markdown holds the text and no markup of it', () => {
  expect(markdownText('=1 <img src=x onerror=alert(1)> | [x](javascript:alert(1))\n# h')).toBe(
    '=1 &lt;img src=x onerror=alert(1)&gt; \\| \\[x\\](javascript:alert(1)) # h',
  );
  fc.assert(
    fc.property(text, (hostile) => {
      const shown = markdownText(hostile);
      expect(shown).not.toMatch(/[<>\n\r]/);
      // Every character that is left of Markdown's own stands behind a backslash of its own.
      expect(shown.replace(/\\[\\`*_[\]|~$]/g, '')).not.toMatch(/[`*_[\]|~$]/);
    }),
  );
});
