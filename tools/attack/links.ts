import { createRandom } from '../../src/base/random.ts';
import { findPreset } from '../../src/catalog/presets.ts';
import { parseScenario, serialiseScenario } from '../../src/exchange/scenario.ts';
import { packText, unpackText } from '../../src/exchange/share-text.ts';
import type { Draw, Outcome } from './outcome.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A link with one character changed: refused, or the same scenario, but never another one. */
export const attackLinks = async ({ seed, count }: Draw): Promise<Outcome> => {
  const random = createRandom(seed);
  const scenario = findPreset('chatgpt-2023-physical')?.scenario;
  if (scenario === undefined) throw new Error('The catalogue has lost a preset.');
  const packed = await packText(serialiseScenario(scenario));
  const read = async (link: string): Promise<string | null> => {
    const text = await unpackText(link);
    const opened = text.ok ? parseScenario(text.value) : text;
    return opened.ok ? serialiseScenario(opened.value) : null;
  };
  const whole = await read(packed);
  if (whole === null) throw new Error('A sound link is refused.');
  const faults: string[] = [];
  for (let i = 0; i < count; i++) {
    const at = i < packed.length ? i : random.integer(0, packed.length - 1);
    const character = ALPHABET[random.integer(0, ALPHABET.length - 1)] ?? 'A';
    try {
      const opened = await read(packed.slice(0, at) + character + packed.slice(at + 1));
      if (opened !== null && opened !== whole)
        faults.push(`character ${String(at)} → ${character} opens another scenario`);
    } catch (cause) {
      faults.push(`character ${String(at)} → ${character}: ${String(cause)}`);
    }
  }
  return { tried: count, faults };
};
