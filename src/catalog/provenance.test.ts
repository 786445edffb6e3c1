import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogCollections } from './collections.ts';
import type { Fact } from './provenance.ts';

const FOLDER = join(import.meta.dirname, 'facts');

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Every record with an id, in whatever list of the file it stands. */
const recordsIn = (value: Json): { readonly id: string; readonly record: Json }[] => {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(recordsIn);
  const { id } = value as { readonly [key: string]: Json };
  return typeof id === 'string' ? [{ id, record: value }] : Object.values(value).flatMap(recordsIn);
};

const numbersIn = (value: Json, path: string): [path: string, value: number][] => {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, path === '' ? key : `${path}.${key}`));
};

const entries = catalogCollections.flatMap((collection) => collection.entries);
/** A model and a row that was measured of it may have one id. */
const factsOfId = (id: string): readonly Fact[] =>
  entries.filter((entry) => entry.id === id).flatMap(({ facts }) => facts);

/** Years of numbers are told as their date. */
const isYear = (path: string): boolean => /(^y|Y)ear$/.test(path);

/** What is known of a chip's silicon is listed among the facts of the accelerator. */
const isShown = (id: string, nested: string, value: number): boolean => {
  const path = nested.replace(/^silicon\./, '');
  return factsOfId(id).some(
    (fact) =>
      (fact.value === value && (path === fact.field || fact.field === `${path}.value`)) ||
      (path.startsWith('otherValues.') && fact.others.some((other) => other.value === value)) ||
      (isYear(path) && fact.date === String(value)),
  );
};

/**
 * The cases of the serving model are rows of the measured ones once more; catalog.test.ts compares the two. What articles
 * print is shown by Verify and by the projections.
 */
const ELSEWHERE = ['serving.json', 'seeds.json'];
const FILES = readdirSync(FOLDER).filter((file) => !ELSEWHERE.includes(file));

describe.each(FILES)('%s', (file) => {
  const records = recordsIn(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Json);

  it('shows every number that it holds', () => {
    expect(records.length).toBeGreaterThan(0);
    const hidden = records.flatMap(({ id, record }) =>
      numbersIn(record, '').flatMap(([path, value]) =>
        isShown(id, path, value) ? [] : [`${id} ${path} ${String(value)}`],
      ),
    );
    expect(hidden).toEqual([]);
  });
});

it('gives every number a source, a date and a tier', () => {
  const all = entries.flatMap(({ facts }) => facts);
  expect(all.length).toBeGreaterThan(9000);
  expect(all.filter(({ source, date, tier }) => [source, date, tier].some((part) => part === ''))).toEqual([]);
  for (const { id, facts } of entries) expect(new Set(facts.map(({ field }) => field)).size, id).toBe(facts.length);
});

it('dates a number by the year beside it, and tells measured power from printed power', () => {
  const pue = factsOfId('google-fleet-2024').find(({ field }) => field === 'pue');
  expect(pue).toMatchObject({ value: 1.09, date: '2024' });
  const dgx = factsOfId('dgx-a100-640gb');
  expect(dgx.find(({ field }) => field === 'measuredPower.0.averageW')).toMatchObject({
    label: 'MLPerf BERT-99 offline (24,794 samples/s), MaxQ (power-tuned): mean power',
    value: 3544.7,
    unit: 'W',
    tier: 'published',
  });
  expect(dgx.find(({ field }) => field === 'maxPowerW')?.tier).toBe('datasheet');
});
