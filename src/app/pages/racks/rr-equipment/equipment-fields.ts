import { EQUIPMENT_ROLES, scenarioSchemas, type Equipment } from '../../../../records/scenario.ts';
import { describeField, schemaAt, type FieldDescription } from '../../../../records/schema-walk.ts';

export const EQUIPMENT = 'facility.equipment';
/** As many entries as the record takes. */
export const MOST_EQUIPMENT = 64;

export type Role = Equipment['role'];

/** Fields of numbers; how much heat a device takes is asked of CDUs only. */
const NUMBERS = ['count', 'units', 'kw', 'kg', 'coolsKw', 'usd'] as const satisfies readonly (keyof Equipment)[];

export interface EquipmentField {
  readonly key: (typeof NUMBERS)[number];
  readonly description: FieldDescription;
}

const described = (key: keyof Equipment): FieldDescription => {
  const schema = schemaAt(scenarioSchemas.physical, ['facility', 'equipment', 0, key]);
  if (schema === null) throw new Error(`Equipment has no field ${key}.`);
  return describeField(schema);
};

/** Read from the record's schema. */
const fields: readonly EquipmentField[] = NUMBERS.map((key) => ({ key, description: described(key) }));

export const fieldsOf = ({ role }: Equipment): readonly EquipmentField[] =>
  fields.filter(({ key }) => key !== 'coolsKw' || role === 'cdu');

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  storage: 'Storage',
  management: 'Management',
  cdu: 'CDU',
  pdu: 'PDU',
  'power-shelf': 'Power shelf',
  other: 'Other',
};

/** Where a field of an entry stands, as problems name it. */
export const equipmentPath = (index: number, key: string): string => `${EQUIPMENT}[${String(index)}].${key}`;

/** What stands for a role until the reader says what it is: sizes that are common, and to be replaced. */
const STARTS: Readonly<Record<Role, Omit<Equipment, 'name' | 'role'>>> = {
  storage: { per: 'fleet', count: 1, units: 2, kw: 1, kg: 30, coolsKw: null, usd: null },
  management: { per: 'fleet', count: 1, units: 1, kw: 0.5, kg: 20, coolsKw: null, usd: null },
  cdu: { per: 'fleet', count: 2, units: 4, kw: 0, kg: 100, coolsKw: null, usd: null },
  pdu: { per: 'rack', count: 2, units: 0, kw: 0, kg: 15, coolsKw: null, usd: null },
  'power-shelf': { per: 'rack', count: 1, units: 1, kw: 0, kg: 20, coolsKw: null, usd: null },
  other: { per: 'rack', count: 1, units: 1, kw: 0, kg: 10, coolsKw: null, usd: null },
};

/** One more entry of a role, under a name that none has yet. */
export const withAnother = (equipment: readonly Equipment[], role: Role): readonly Equipment[] => {
  const names = new Set(equipment.map(({ name }) => name));
  let name = ROLE_WORDS[role];
  for (let number = 2; names.has(name); number++) name = `${ROLE_WORDS[role]} ${String(number)}`;
  return [...equipment, { name, role, ...STARTS[role] }];
};

/** The list with one value changed, right or wrong: the check of the record says which. */
export const withChange = (
  equipment: readonly Equipment[],
  index: number,
  key: keyof Equipment,
  value: unknown,
): readonly unknown[] => equipment.map((entry, at) => (at === index ? { ...entry, [key]: value } : entry));

export const roles: readonly Role[] = EQUIPMENT_ROLES;
