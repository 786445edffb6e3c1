import { accelerators } from '../../../catalog/catalog.ts';
import type { Accelerator } from '../../../catalog/schema.ts';
import type { AdapterRecord } from '../../../records/measurement.ts';

/** Words that tell accelerators apart: "GeForce RTX 4090" → rtx, 4090. Form factors and makers do not. */
const NOISE = new Set(['nvidia', 'amd', 'apple', 'geforce', 'tesla', 'instinct', 'gpu', 'core', 'per', 'graphics']);

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/\([^)]*\)/g, ' ')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !NOISE.has(word));

/** Words of a name without its memory size and socket, which a driver may leave out. */
const essential = (name: string): string[] => wordsOf(name).filter((word) => !/^\d+gb$|^sxm\d*$|^pcie$/.test(word));

/**
 * Accelerators of the catalogue that an adapter may be, best match first. Browsers hide most of the name: what matches
 * is offered, never taken for granted.
 */
export const likelyAccelerators = ({ description, device, software }: AdapterRecord): Accelerator[] => {
  if (software) return [];
  const seen = new Set(wordsOf(`${description} ${device}`));
  return accelerators
    .filter(({ name }) => {
      const words = essential(name);
      return words.length > 0 && words.every((word) => seen.has(word));
    })
    .map((accelerator) => ({ accelerator, score: wordsOf(accelerator.name).filter((word) => seen.has(word)).length }))
    .sort((a, b) => b.score - a.score)
    .map(({ accelerator }) => accelerator);
};
