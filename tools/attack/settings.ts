import { presets } from '../../src/catalog/presets.ts';
import { createRandom, shuffled } from '../../src/base/random.ts';
import type { Plan } from '../../src/records/plan.ts';
import { scenarioSchema } from '../../src/records/scenario.ts';
import { leafPaths } from '../../src/records/schema-walk.ts';
import { runCommand } from './command.ts';
import { faultOf, type Draw, type Outcome } from './outcome.ts';

const VALUES = [
  ...['0', '1', '-1', '-0', '0.5', '2', '100', '1e3', '1e12', '1e30', '1e308', '1e-20', '1e-300', '1e400'],
  ...[
    'NaN',
    'Infinity',
    'null',
    'none',
    'true',
    '',
    ' 5',
    '0x10',
    '1,5',
    '1.000',
    '[]',
    '{}',
    '__proto__',
    'a\u001b[2J',
  ],
];

/** Lines of a plan that no fleet makes negative. */
const negativeLines = (out: string): string[] => {
  const { ledger } = JSON.parse(out) as Pick<Plan, 'ledger'>;
  return ledger.flatMap(({ id, value, unit }) =>
    value !== null && value < 0 && unit !== '' && /^(fleet|racks?|power|cost|economics|energy|carbon)\b/.test(id)
      ? [`${id} is ${String(value)}`]
      : [],
  );
};

/** Every field of a scenario at odd values, planned: a number, or words that say why not. */
export const attackSettings = async ({ seed, count }: Draw): Promise<Outcome> => {
  const random = createRandom(seed);
  const all = leafPaths(scenarioSchema as unknown as Parameters<typeof leafPaths>[0]).flatMap((path) =>
    VALUES.map((value) => `${path}=${value}`),
  );
  const order = shuffled(all.length, seed);
  const faults: string[] = [];
  for (let i = 0; i < count; i++) {
    const setting = all[order[i % order.length] ?? 0] ?? '';
    const preset = presets[random.integer(0, presets.length - 1)]?.id ?? '';
    const args = ['plan', '--preset', preset, '--json', '--set', setting];
    const ended = await runCommand(args);
    const fault =
      faultOf(ended, setting.slice(setting.indexOf('=') + 1)) ??
      (ended.code === 0 ? (negativeLines(ended.out)[0] ?? null) : null);
    if (fault !== null) faults.push(`${args.join(' ')}: ${fault}`);
  }
  return { tried: count, faults };
};
