import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './root.ts';

const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

/** Files of “The way of one number”, each with the functions that are named of it. */
const section = text.slice(text.indexOf('## The way of one number'), text.indexOf('## Before and after'));
const way = [...section.matchAll(/`(src\/[\w./-]+)`: ([\w, ]+)/g)].map(([, file = '', names = '']) => ({
  file,
  names: names.split(', ').map((name) => name.trim()),
}));

test('the way of one number is that of the code', () => {
  const missing = way.flatMap(({ file, names }) => {
    const path = join(root, file);
    if (!existsSync(path)) return [file];
    const code = readFileSync(path, 'utf8');
    return names.flatMap((name) => (new RegExp(`\\b${name}\\b`).test(code) ? [] : [`${file}: ${name}`]));
  });
  expect(missing).toEqual([]);
});

test('and is as long as the table says', () => {
  const functions = way.reduce((sum, { names }) => sum + names.length, 0);
  const files = new Set(way.map(({ file }) => file)).size;
  expect(text).toContain(`| ${String(functions)} in ${String(files)} files, listed above`);
});
