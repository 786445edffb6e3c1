import { valueAt, withValueAt } from '../../base/plain-object.ts';
import { findRegion, regionFields } from '../../catalog/regions.ts';
import type { Warning } from '../../records/measurement.ts';
import type { LineId } from '../../records/ledger-lines.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';

export const REGION_PATH = 'economics.region';

/** A scenario with what a region gives, as far as it is known; as it is where there is no such region. */
export const withRegion = <S>(scenario: S, id: unknown): S => {
  const region = typeof id === 'string' ? findRegion(id) : null;
  if (region === null) return scenario;
  return Object.entries(regionFields(region)).reduce<unknown>(
    (filled, [path, figure]) =>
      figure === null || valueAt(filled, path) === undefined ? filled : withValueAt(filled, path, figure.value),
    scenario,
  ) as S;
};

/** A figure that the scenario's region may have filled in: with the region's source where it did, else a choice. */
export const regionalChoice = (
  ledger: Ledger,
  { economics: { region: id } }: Scenario,
  line: LineId,
  value: number,
): void => {
  const region = id === null ? null : findRegion(id);
  const figure = region === null ? null : (regionFields(region)[line] ?? null);
  if (region === null || figure?.value !== value) ledger.choice(line, value);
  else ledger.input(line, value, figure.source, figure.tier, { of: region.name });
};

/** What the region of a scenario leaves open: it stays as the scenario has it. */
export const regionWarnings = ({ economics: { region: id } }: Scenario): Warning[] => {
  const region = id === null ? null : findRegion(id);
  if (region === null) return [];
  const open = Object.entries(regionFields(region)).flatMap(([path, figure]) =>
    figure === null && path !== 'facility.pue' ? [path] : [],
  );
  if (open.length === 0) return [];
  const message = `The catalogue does not have all of ${region.name}: ${open.join(' and ')} ${open.length === 1 ? 'stays' : 'stay'} as the scenario says.`;
  return [{ code: 'region-incomplete', message }];
};
