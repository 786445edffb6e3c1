/** What carries heat away. Q = ρ · c · V̇ · ΔT. */
export interface Coolant {
  readonly name: string;
  readonly densityKgPerM3: number;
  readonly heatJPerKgK: number;
}

/**
 * Water at 30 °C (996 kg/m³, 4,178 J/kg·K). PG25, a quarter propylene glycol against corrosion, at 30 °C: makers’ tables lie
 * within 2 % of these figures. Air at 20 °C and sea level; it thins by 9 % in the first 1,000 m.
 */
export const COOLANTS = {
  water: { name: 'water', densityKgPerM3: 996, heatJPerKgK: 4178 },
  pg25: { name: 'PG25', densityKgPerM3: 1015, heatJPerKgK: 3950 },
  air: { name: 'air', densityKgPerM3: 1.204, heatJPerKgK: 1006 },
} as const satisfies Readonly<Record<string, Coolant>>;

const STANDARD_SCALE_M = 44_331;

/** Air at an altitude in the standard atmosphere (ISO 2533, to 11 km): density falls as (1 − h/44,331 m)^4.2559. */
export const airAt = (altitudeM: number): Coolant => ({
  ...COOLANTS.air,
  densityKgPerM3: COOLANTS.air.densityKgPerM3 * (1 - altitudeM / STANDARD_SCALE_M) ** 4.2559,
});

/** Flow in m³/h that takes `heatW` up with a rise of `riseK` (above 0). */
export const flowM3PerH = (heatW: number, riseK: number, { densityKgPerM3, heatJPerKgK }: Coolant): number =>
  (3600 * heatW) / (densityKgPerM3 * heatJPerKgK * riseK);

/** The same flow in l/min, as cold plates and CDUs are specified. */
export const litresPerMin = (m3PerH: number): number => (m3PerH * 1000) / 60;

/** Heat in W that a flow takes up with a rise of `riseK`: what a pump of given size can cool. */
export const heatOfFlowW = (m3PerH: number, riseK: number, { densityKgPerM3, heatJPerKgK }: Coolant): number =>
  (m3PerH * densityKgPerM3 * heatJPerKgK * riseK) / 3600;
