import { expect, it } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { fleetRacks } from '../../racks/fleet/fleet-layout.ts';
import { findServer } from '../../catalog/catalog.ts';
import type { Server } from '../../catalog/schema.ts';
import type { Plan } from '../../records/plan.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { plan } from '../plan.ts';

const { physical } = scenarioDefaults;
const h100: PhysicalScenario = { ...physical, hardware: { ...physical.hardware, server: 'dgx-h100' } };
const withNetwork = (profile: string, scenario = h100, switchUsd: number | null = null): Plan =>
  plan({ ...scenario, network: { profile, switchUsd } });
const line = ({ ledger }: Plan, id: string): number => ledger.find((entry) => entry.id === id)?.value ?? NaN;

it('counts switches, cables, watts and racks of the fabric that the scenario names', () => {
  const frontend = withNetwork('inference-frontend');
  const pod = withNetwork('h100-superpod');
  expect(pod.fleet.servers).toBe(frontend.fleet.servers);
  expect(line(pod, 'network.switches')).toBeGreaterThan(line(frontend, 'network.switches'));
  expect(pod.power.itMw).toBeGreaterThan(frontend.power.itMw ?? NaN);
  expect(line(pod, 'power.networkKw')).toBeCloseTo(line(pod, 'network.switches') * 0.747, 6);
  expect(pod.power.itMw).toBeCloseTo(((pod.fleet.servers ?? NaN) * 10.2 + line(pod, 'power.networkKw')) / 1000, 9);
});

it.each([
  [34.5, 'inference-frontend'],
  [40.8, 'h100-superpod'],
  [41.5, 'h100-superpod'],
  [17.3, 'h100-superpod'],
])('has as many racks at %f kW with %s as servers and switches fill when they are packed', (rackKw, profile) => {
  const scenario = { ...h100, facility: { ...h100.facility, rackKw } };
  const answer = withNetwork(profile, scenario);
  const racks = fleetRacks(
    {
      server: findServer('dgx-h100') as Server,
      servers: answer.fleet.servers ?? NaN,
      network: profile,
      facility: scenario.facility,
      replicasPerServer: 1,
    },
    'Test',
  );
  expect(racks.ok && racks.value.packing.racks).toBe(answer.fleet.racks);
});

it('pays for switches whose price is given, and says where none is', () => {
  const free = withNetwork('h100-superpod');
  const paid = withNetwork('h100-superpod', h100, 30_000);
  expect(free.warnings.map(({ code }) => code)).toContain('network-not-priced');
  expect(paid.warnings.map(({ code }) => code)).not.toContain('network-not-priced');
  expect((paid.cost.capexUsd ?? NaN) - (free.cost.capexUsd ?? NaN)).toBe(30_000 * line(paid, 'network.switches'));
});

it('leaves power unknown where nobody published that of the switch', () => {
  const answer = withNetwork('a100-superpod', physical);
  expect([answer.power.itMw, answer.energy.kwhPerDay]).toEqual([null, null]);
  expect(answer.fleet.racks).toBeGreaterThan(0);
  expect(answer.warnings.map(({ message }) => message).join()).toMatch(/Nobody published the power of .*QM8790/);
});

it('refuses a pod that nobody designed, and counts several networks where one does not reach', () => {
  const other = { ...h100, hardware: { ...h100.hardware, server: 'supermicro-as-8125gs-tnmr2' } };
  const none = withNetwork('superpod', other);
  expect(none).toMatchObject({ feasible: false, binding: [{ constraint: 'network.profile' }] });
  const large = withNetwork('h100-superpod', { ...h100, demand: { ...h100.demand, queriesPerDay: 3e10 } });
  expect(large.warnings.map(({ code }) => code)).toContain('several-networks');
});
