import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { zip } from './zip.ts';

it('holds every file as it was, and is the same for the same files', () => {
  const files = [
    { name: 'a.csv', text: 'x,y\n1,2\n' },
    { name: 'ü/b.yaml', text: 'model: Größe\n' },
  ];
  const archive = zip(files);
  expect(Object.entries(unzipSync(archive)).map(([name, bytes]) => ({ name, text: strFromU8(bytes) }))).toEqual(files);
  expect(zip(files)).toEqual(archive);
});
