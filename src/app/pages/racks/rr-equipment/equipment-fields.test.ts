import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../../../../catalog/presets.ts';
import { applyValue } from '../../../../exchange/scenario.ts';
import type { Equipment } from '../../../../records/scenario.ts';
import { EQUIPMENT, equipmentPath, fieldsOf, roles, withAnother, withChange } from './equipment-fields.ts';

const { physical } = scenarioDefaults;

describe('equipment of racks', () => {
  it('starts with an entry of each role that a scenario takes, each under a name of its own', () => {
    const all = [...roles, ...roles].reduce<readonly Equipment[]>(withAnother, []);
    const applied = applyValue(physical, EQUIPMENT, all);
    expect(applied.ok && applied.value.facility.equipment).toEqual(all);
    expect(new Set(all.map(({ name }) => name)).size).toBe(2 * roles.length);
  });

  it('asks only CDUs how much heat they take', () => {
    const keysOffered = withAnother(withAnother([], 'cdu'), 'pdu').map((entry) =>
      fieldsOf(entry).map(({ key }) => key),
    );
    expect(keysOffered.map((keys) => keys.includes('coolsKw'))).toEqual([true, false]);
  });

  it('says of a wrong value where it stands', () => {
    const wrong = applyValue(physical, EQUIPMENT, withChange(withAnother([], 'pdu'), 0, 'kg', -1));
    expect(wrong.ok ? [] : wrong.error.map(({ path }) => path)).toEqual([equipmentPath(0, 'kg')]);
  });
});
