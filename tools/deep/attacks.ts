import { join } from 'node:path';
import { createServer } from 'vite';
import { add, checkTally, NOTHING } from '../../scripts/tally.ts';
import type * as Attacks from '../attack/attacks.ts';
import { table, type Part } from './part.ts';

const SHOWN = 20;

export const attackPart: Part = {
  name: 'attacks',
  title: 'Attacks',
  about:
    'Hostile files, odd settings, damaged links and corrupt records, as many as a review once tried. --only takes attacks whose name contains a word.',
  run: async ({ seed, scale, only }) => {
    // Through Vite, since the command line has its shaders as text.
    const server = await createServer({
      configFile: false,
      logLevel: 'error',
      optimizeDeps: { noDiscovery: true },
      server: { middlewareMode: true, ws: false },
    });
    const { attacks } = (await server.ssrLoadModule(
      join(import.meta.dirname, '../attack/attacks.ts'),
    )) as typeof Attacks;
    let tally = NOTHING;
    const rows: (string | number)[][] = [];
    const shown: string[] = [];
    for (const { name, counts, run } of attacks) {
      if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
      const { tried, faults } = await run({ seed, count: Math.max(1, Math.round(counts.deep * scale)) });
      tally = add(tally, checkTally(faults.length === 0));
      rows.push([name, tried, faults.length]);
      shown.push(
        ...faults.slice(0, SHOWN).map((fault) => `- ${name}: \`${fault.replaceAll('`', "'").replace(/\s+/g, ' ')}\``),
      );
      console.log(`   ${name}: ${String(tried)} tried, ${String(faults.length)} faults`);
    }
    await server.close();
    return {
      tally,
      print: [table(['attack', 'tried', 'faults'], rows), ...(shown.length > 0 ? [shown.join('\n')] : [])].join('\n\n'),
    };
  },
};
