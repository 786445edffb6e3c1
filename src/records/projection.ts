import * as v from 'valibot';
import { quantity } from './fields.ts';
import { PROJECTION } from './kinds.ts';

export const LAWS = ['exponential', 'wright'] as const;
export type Law = (typeof LAWS)[number];

const text = (label: string, longest: number) =>
  v.pipe(v.string(), v.maxLength(longest), v.metadata({ label, unit: '', help: '' }));

const pointSchema = v.strictObject({
  year: quantity('Year', '', 1900, 2200, 'Fractions of a year count.'),
  value: quantity('Value', '', 1e-30, 1e30, 'In the unit of the series; positive.'),
  /** Units made up to then, for Wright's law; null where nobody counted them. */
  volume: v.optional(v.nullable(quantity('Volume', '', 1e-30, 1e40, 'Units made up to then.')), null),
});

const optionalShare = (label: string, low: number, high: number, help: string) =>
  v.optional(v.nullable(quantity(label, '', low, high, help)), null);

/** What something cost in some years, and the law by which its cost is carried to others. */
export const projectionSchema = v.strictObject({
  format: v.optional(v.literal(PROJECTION.format), PROJECTION.format),
  version: v.optional(v.literal(PROJECTION.version), PROJECTION.version),
  name: text('Name', 200),
  unit: v.optional(text('Unit', 60), 'USD'),
  source: v.optional(text('Source', 1000), ''),
  points: v.pipe(v.array(pointSchema), v.minLength(1), v.maxLength(10_000)),
  law: v.optional(v.picklist(LAWS), 'exponential'),
  /** Given instead of fitted; a negative fall is a rise. */
  yearlyFall: optionalShare('Yearly fall', -100, 0.999999, 'Share of the cost that goes each year.'),
  halvingMonths: optionalShare('Halving', 0.01, 1e5, 'Months in which the cost halves.'),
  /** Wright's law: the share that goes with each doubling of the volume, and how that grows. */
  learningRate: optionalShare('Learning rate', -10, 0.999999, 'Share of the cost that goes with each doubling.'),
  /** Yearly falls that others expect: the band where the points leave none. */
  slowestFall: optionalShare('Slowest fall', -100, 0.999999, 'The least that somebody expects.'),
  fastestFall: optionalShare('Fastest fall', -100, 0.999999, 'The most that somebody expects.'),
  volumeGrowth: optionalShare(
    'Growth of volume',
    -0.99,
    1e6,
    'Of the units made up to then, per year: 1 doubles them.',
  ),
});

export type Projection = v.InferOutput<typeof projectionSchema>;

/** A series on the shelf. */
export interface SavedProjection {
  readonly id: string;
  readonly savedAt: string;
  readonly projection: Projection;
}
export type ProjectionPoint = Projection['points'][number];
