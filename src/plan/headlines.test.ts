import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../catalog/presets.ts';
import { FIGURES, HEADLINES, headlinesOf, lineUnit } from '../records/ledger-lines.ts';
import type { HeadlineTable } from '../records/line-spec.ts';
import { figureOf } from '../records/plan.ts';
import { plan } from './plan.ts';
import { sensitivity } from './sensitivity/sensitivity.ts';

const answer = plan(scenarioDefaults.physical);
const lineOf = (id: string) => answer.ledger.find((line) => line.id === id);

describe('the figures of a plan', () => {
  it.each(FIGURES)('%s is its line of the ledger', (id) => {
    const [section, key] = id.split('.');
    const sections = answer as unknown as Record<string, Record<string, number | null>>;
    expect(sections[section!]).toHaveProperty(key!);
    expect(figureOf(answer, id)).toBe(lineOf(id)?.value ?? null);
  });
});

describe('the headlines', () => {
  it('each have a number in the physical model, and a range', () => {
    const ranges = sensitivity(scenarioDefaults.physical).headlines.map(({ id }) => id);
    for (const { id } of HEADLINES) {
      expect(lineOf(id)?.unit, id).toBe(lineUnit(id));
      expect(figureOf(answer, id), id).toBeGreaterThan(0);
    }
    expect(ranges).toEqual(HEADLINES.map(({ id }) => id));
  });

  it.each<HeadlineTable>(['strip', 'more', 'modes', 'difference', 'servers'])(
    'of the table %s have columns of their own',
    (table) => {
      const columns = headlinesOf(table).map(({ column }) => column);
      expect(columns.length).toBeGreaterThan(3);
      expect(new Set(columns).size).toBe(columns.length);
    },
  );

  it('are told with lines that plans have', () => {
    for (const { id, note } of HEADLINES) if (note !== undefined) expect(lineOf(note.line), id).toBeDefined();
  });
});
