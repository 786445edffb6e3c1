import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';

/** The kept print: a section a part, each with the machine and the day it was made on. */
const file = join(import.meta.dirname, '../../docs/deep.md');

const HEAD = `# Checks too long for the gate

Written by \`npm run test:deep -- --write\`, which replaces the sections of the parts that it ran. Every section names its
own machine, load, date, commit and seed; a figure here was printed, never typed. What reviews found, each with the test that fails
without its mend, is in [mends.md](mends.md).`;

const sectionOf = (text: string, title: string): string | null => {
  const from = text.indexOf(`\n## ${title}\n`);
  if (from < 0) return null;
  const to = text.indexOf('\n## ', from + 1);
  return text.slice(from, to < 0 ? text.length : to).trim();
};

/** Puts the new sections in place of the old ones, in the order of `titles`. */
export const mergeSections = (old: string, titles: readonly string[], fresh: ReadonlyMap<string, string>): string => {
  const sections = titles.flatMap((title) => {
    const made = fresh.get(title);
    const kept = made === undefined ? sectionOf(old, title) : `## ${title}\n\n${made}`;
    return kept === null ? [] : [kept];
  });
  return `${[HEAD, ...sections].join('\n\n')}\n`;
};

export const keep = async (titles: readonly string[], fresh: ReadonlyMap<string, string>): Promise<void> => {
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  writeFileSync(file, await prettier.format(mergeSections(old, titles, fresh), options));
};
