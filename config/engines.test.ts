import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minVersion, satisfies } from 'semver';
import { expect, it } from 'vitest';
import { root } from './root.ts';

interface Package {
  readonly engines?: { readonly node?: string };
}
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Package>>;
};
/** The oldest Node of each line that `engines` names. */
const oldest = (lock.packages['']?.engines?.node ?? '').split('||').map((line) => String(minVersion(line)));

it('README names the Node versions that the package names', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const named = /They need Node ([\d., ]+) or newer/.exec(readme)?.[1] ?? '';
  expect(named.split(',').map((version) => String(minVersion(version)))).toEqual(oldest);
});

// A package that asks for another Node makes five lines of warnings of each `npm ci`.
it.each(oldest)('every package of npm ci runs on Node %s, so that nothing is warned of', (node) => {
  const others = Object.entries(lock.packages).filter(
    ([, { engines }]) => engines?.node !== undefined && !satisfies(node, engines.node),
  );
  expect(oldest.length).toBeGreaterThan(2);
  expect(others.map(([name]) => name)).toEqual([]);
});
