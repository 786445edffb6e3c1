import { createHash } from 'node:crypto';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PictureState } from '../e2e/pictures.ts';
import { PENDING_WORDS } from '../e2e/settled.ts';
import { root } from './root.ts';

const folder = join(root, 'docs/screenshots');
const states = JSON.parse(readFileSync(join(folder, 'states.json'), 'utf8')) as Readonly<Record<string, PictureState>>;
const pictures = readdirSync(folder)
  .filter((file) => file.endsWith('.png'))
  .map((file) => basename(file, '.png'));

describe('the kept pictures', () => {
  it('each have the state of their page beside them, and no state is without its picture', () => {
    expect(pictures.length).toBeGreaterThan(20);
    expect(Object.keys(states).toSorted()).toEqual(pictures.toSorted());
  });

  it.each(pictures)('%s was taken of a settled page', (name) => {
    const state = states[name];
    expect(
      createHash('sha256')
        .update(readFileSync(join(folder, `${name}.png`)))
        .digest('hex'),
    ).toBe(state?.sha256);
    expect(state?.pending).toEqual([]);
    expect(state?.heading).not.toBe('');
    expect(state?.words).not.toMatch(PENDING_WORDS);
  });

  it('are all that README and docs show, and show is there', () => {
    const texts = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].map((file) =>
      readFileSync(join(root, file), 'utf8'),
    );
    const shown = texts.flatMap((text) =>
      [...text.matchAll(/screenshots\/([\w-]+)\.png/g)].map(([, name]) => name ?? ''),
    );
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((name) => !pictures.includes(name))).toEqual([]);
  });
});
