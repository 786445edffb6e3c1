import type { Random } from '../../base/random.ts';
import type { Row } from './devices.ts';

/** A mix of up to six classes, few of each or many, which height, power or weight may bind, or several of them. */
export const drawMix = (random: Random): Row[] => {
  const most = [20, 100, 600][random.integer(0, 2)]!;
  return Array.from({ length: random.integer(1, 6) }, (): Row => {
    const units = random.integer(1, 12);
    const watts = 100 * random.integer(1, 24 * Math.min(5, units));
    return [units, watts, random.integer(5, 40 * Math.min(6, units)), random.integer(1, most)];
  });
};

/** 50,000 devices of 50 classes, of sizes as data sheets have them. */
export const drawHall = (random: Random): Row[] =>
  Array.from({ length: 50 }, (): Row => [
    random.integer(1, 8),
    100 * random.integer(2, 102),
    random.integer(5, 140),
    1000,
  ]);
