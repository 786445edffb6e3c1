import { expect, it } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { ownOrRent } from '../../plan/economics/own-or-rent.ts';
import { ownOrRentChart } from './own-or-rent-chart.ts';

it('draws every way over the hours in use: owning flat, a rent by the hour through it at the break-even', () => {
  const { economics } = scenarioDefaults.physical;
  const compared = ownOrRent({ ...scenarioDefaults.physical, economics: { ...economics, usdPerGpuHour: 3 } });
  if (!compared.ok) throw new Error(compared.error.message);
  const chart = ownOrRentChart(compared.value);
  const byLabel = new Map(chart.series.map(({ label, points }) => [label, points]));
  const own = byLabel.get('Owned, building too') ?? [];
  expect(new Set(own.map(({ y }) => y)).size).toBe(1);
  const rent = byLabel.get('Rented on demand') ?? [];
  const [edge] = chart.curves.find(({ label }) => label === 'break-even')?.points[0] ?? [NaN];
  const perPercent = (rent[0]?.y ?? NaN) / (rent[0]?.x ?? NaN);
  expect((perPercent * edge) / (own[0]?.y ?? NaN)).toBeCloseTo(1, 9);
  expect(chart.summary).toBe(`From ${edge.toFixed(0)} % of all hours on owning costs less than renting on demand.`);
  expect(chart.y.unit).toBe('USD M');
  expect(chart.table.rows).toHaveLength(20);
  expect(chart.curves.map(({ label }) => label)).toContain('the load needs');
});
