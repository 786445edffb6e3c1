import * as v from 'valibot';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { ownIdFor } from '../catalog/own-conflicts.ts';
import type { OwnRack } from '../records/own-hardware.ts';
import { KG, readNetboxYaml, slug } from './netbox-yaml.ts';
import { validate } from './validate.ts';

/** A rack type of NetBox's library (YAML): of what the format has, a plan needs height, weight and load. */
const aside = v.optional(v.unknown());
const figure = (low: number, high: number) => v.pipe(v.number(), v.finite(), v.minValue(low), v.maxValue(high));

const rackTypeSchema = v.strictObject({
  manufacturer: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  model: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  slug,
  form_factor: v.string(),
  u_height: figure(1, 100),
  weight: v.optional(figure(0.1, 10_000)),
  max_weight: v.optional(figure(10, 10_000)),
  weight_unit: v.optional(v.picklist(['kg', 'g', 'lb', 'oz'])),
  width: aside,
  starting_unit: aside,
  desc_units: aside,
  outer_width: aside,
  outer_height: aside,
  outer_depth: aside,
  outer_unit: aside,
  mounting_depth: aside,
  description: aside,
  comments: aside,
});

export const parseRackType = (text: string): Result<OwnRack, Problem[]> => {
  const document = readNetboxYaml(text);
  if (!document.ok) return document;
  const wayOut = 'Correct the file; the format is that of the NetBox rack types.';
  const checked = validate(rackTypeSchema, document.value, { wayOut, asWritten: new Map() });
  if (!checked.ok) return checked;
  const { manufacturer, model, slug: id, u_height, weight, max_weight, weight_unit } = checked.value;
  if ((weight !== undefined || max_weight !== undefined) && weight_unit === undefined) {
    return err([problem('weight_unit', 'weight_unit is missing beside weight; it must be one of kg, g, lb, oz.')]);
  }
  const kg = (value: number | undefined): number | null =>
    value === undefined ? null : Math.round(value * KG[weight_unit ?? 'kg'] * 100) / 100;
  return ok({
    id: ownIdFor(id, []),
    vendor: manufacturer,
    model,
    uHeight: u_height,
    weightKg: kg(weight),
    maxStaticLoadKg: kg(max_weight),
    source: `NetBox rack type ${id}`,
    note: '',
  });
};
