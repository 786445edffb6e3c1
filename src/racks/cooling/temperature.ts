/** ASHRAE TC 9.9 classes (fifth edition, 2021): the warmest supply that equipment of a class is made for, °C. */
export const AIR_CLASSES = { H1: 25, A1: 32, A2: 35, A3: 40, A4: 45 } as const;
export const LIQUID_CLASSES = { W17: 17, W27: 27, W32: 32, W40: 40, W45: 45 } as const;

export type AirClass = keyof typeof AIR_CLASSES;
export type LiquidClass = keyof typeof LIQUID_CLASSES;

/** The tightest class that a supply of this temperature keeps; null where it is too warm for all. */
const classOf = <T extends string>(classes: Readonly<Record<T, number>>, supplyC: number): T | null => {
  const kept = (Object.keys(classes) as T[]).filter((name) => supplyC <= classes[name]);
  return kept.length === 0
    ? null
    : kept.reduce((tightest, name) => (classes[name] < classes[tightest] ? name : tightest));
};

export const airClassOf = (supplyC: number): AirClass | null => classOf(AIR_CLASSES, supplyC);
export const liquidClassOf = (supplyC: number): LiquidClass | null => classOf(LIQUID_CLASSES, supplyC);
