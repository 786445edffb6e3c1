import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Random } from '../../src/base/random.ts';
import { findPreset } from '../../src/catalog/presets.ts';
import { serialiseMeasurement } from '../../src/exchange/measurement.ts';
import { serialiseScenario } from '../../src/exchange/scenario.ts';
import { measurementFixture } from '../../src/records/testing/measurement.ts';
import { runCommand } from './command.ts';
import { OWN_SERVER } from './own-server.ts';
import { faultOf, type Draw, type Outcome } from './outcome.ts';

const HOSTILE_NAME = '\u001b]0;owned\u0007\u001b[2J=1+1 <img src=x onerror=alert(1)> | [x](javascript:alert(1))\n# h';

/** Sound files of every kind, which an attack begins with. */
const sound = (): readonly string[] => {
  const scenario = findPreset('llama2-70b-chat')?.scenario;
  if (scenario === undefined) throw new Error('The catalogue has lost a preset.');
  return [
    serialiseScenario({ ...scenario, name: HOSTILE_NAME }),
    JSON.stringify({ demand: { queriesPerDay: 5e6, classes: [{ name: 'a', share: 1 }] } }),
    serialiseMeasurement(measurementFixture({ name: HOSTILE_NAME })),
    OWN_SERVER,
    `m,n,k,latency_us\n${Array.from({ length: 20 }, (_, i) => `${String(2 ** (i % 12))},4096,${String(64 * (1 + i))},${String(10 + i)}`).join('\n')}\n`,
    `at_s,input_tokens,output_tokens\n${Array.from({ length: 50 }, (_, i) => `${String(i)},100,${String(50 + i)}`).join('\n')}\n`,
    Array.from({ length: 24 }, (_, hour) => String(100 + hour)).join('\n'),
    'manufacturer: Acme\nmodel: Nine\nslug: acme-nine\nu_height: 4\nweight: 40\nweight_unit: kg\npower-ports:\n  - name: PSU0\n    type: iec-60320-c20\n    maximum_draw: 3000\n',
    JSON.stringify({
      architectures: ['LlamaForCausalLM'],
      hidden_size: 4096,
      num_hidden_layers: 32,
      vocab_size: 32000,
    }),
  ];
};

type Damage = (text: string, random: Random) => string | Uint8Array;

const place = (text: string, random: Random): number => random.integer(0, Math.max(0, text.length - 1));
const VALUES = [
  'null',
  'NaN',
  '-1',
  '1e308',
  '1e12',
  '-0',
  '""',
  '[]',
  '{}',
  '"x"',
  'true',
  '1e-300',
  '0.1.2',
  '9007199254740993',
];
const pick = <T>(list: readonly T[], random: Random): T => {
  const picked = list[random.integer(0, list.length - 1)];
  if (picked === undefined) throw new Error('Nothing to draw from.');
  return picked;
};

const DAMAGES: readonly Damage[] = [
  (text) => text,
  (text, random) => text.slice(0, place(text, random)),
  (text, random) => text.slice(0, place(text, random)) + text.slice(place(text, random)),
  // Another number, and another kind of value, in the place of a number.
  ...[0, 1, 2].map((): Damage => (text, random) => {
    const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)];
    const number = numbers[random.integer(0, Math.max(0, numbers.length - 1))];
    return number === undefined
      ? text
      : text.slice(0, number.index) + pick(VALUES, random) + text.slice(number.index + number[0].length);
  }),
  (text, random) => text.slice(0, place(text, random)) + String.fromCharCode(random.integer(0, 0x2fff)) + text,
  (text, random) => `${'['.repeat(random.integer(1, 20_000))}${text}`,
  (text) => `{"__proto__":{"polluted":true},${text.slice(1)}`,
  (text) => text.replace('"name"', '"name":"twice","name"'),
  (text) => `\ufeff${text.replaceAll('\n', '\r\n')}`,
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(`${text}é\u0000`, 'latin1'),
  () => '',
  () => ' \n\t ',
  () => '\u0000'.repeat(5000),
  (text, random) => text + 'x'.repeat(random.integer(10_000, 2_000_000)),
  (_, random) =>
    `at_s,input_tokens,output_tokens\n0,100,100\n${pick(['1e12', '1e300', '-5', '2026-01-01T00:00:00Z'], random)},100,100\n`,
  (_, random) =>
    JSON.stringify({ demand: { classes: Array.from({ length: random.integer(17, 20_000) }, () => ({ name: 'a' })) } }),
  (_, random) =>
    JSON.stringify(
      Object.fromEntries(Array.from({ length: random.integer(1, 20_000) }, (__, i) => [`k${String(i)}`, i])),
    ),
  () =>
    'a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]\n',
];

/** Every way in which a command reads a file. */
const READERS: readonly ((file: string) => string[])[] = [
  (file) => ['plan', file],
  (file) => ['plan', file, '--markdown'],
  (file) => ['plan', '--hardware', file],
  (file) => ['plan', '--model-config', file],
  (file) => ['catalog', 'model', file],
  (file) => ['plan', '--hourly', file],
  (file) => ['plan', '--trace', file],
  (file) => ['plan', '--set', `hardware.calibration=${file}`],
  (file) => ['compare-hardware', file],
  (file) => ['diff', file, 'llama2-70b-chat'],
  (file) => ['simulate', '--trace', file, '--replicas', '1'],
  (file) => ['calibrate', file, '--peak-tflops', '312', '--bandwidth-gbps', '2039'],
  (file) => ['calibrate', '--serving', file],
  (file) => ['predict', '--fit', file, '--shapes', '8x8x8'],
  (file) => ['catalog', 'check', '--import', file],
  (file) => ['catalog', 'import', file, '--accelerator', 'l40s'],
  (file) => ['phases', file],
  (file) => ['netbox', 'import', file],
];

/** Damaged and hostile files, each read by some command in this process. */
export const attackFiles = async ({ seed, count }: Draw): Promise<Outcome> => {
  const random = createRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'roofrack-attack-'));
  const texts = sound();
  const faults: string[] = [];
  try {
    for (let i = 0; i < count; i++) {
      // Every kind of damage and every reader in turn; what is damaged is drawn.
      const damage = i % DAMAGES.length;
      const file = join(folder, 'file');
      writeFileSync(file, DAMAGES[damage]?.(pick(texts, random), random) ?? '');
      const args = READERS[i % READERS.length]?.(file) ?? [];
      const fault = faultOf(await runCommand(args));
      if (fault !== null) faults.push(`${args.join(' ')} (draw ${String(i)}, damage ${String(damage)}): ${fault}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { tried: count, faults };
};
