import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { planRacks } from '../plan-racks.ts';
import { networkOf } from '../../racks/network/network-of.ts';
import type { Plan } from '../../records/plan.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { plan } from '../plan.ts';
import { networkWarnings } from './network-lines.ts';

const base = scenarioDefaults.physical;
const joinedBy = (profile: string | null, change: Partial<PhysicalScenario> = {}): PhysicalScenario => ({
  ...base,
  ...change,
  network: { profile, switchUsd: null },
});
const on = (server: string): Partial<PhysicalScenario> => ({ hardware: { ...base.hardware, server } });
const lineOf = (answer: Plan, id: string): number | null | undefined =>
  answer.ledger.find((line) => line.id === id)?.value;
const warned = ({ warnings }: Plan): string =>
  warnings.flatMap(({ code, message }) => (code === 'not-checked' ? [] : [message])).join('\n');

describe('the network of a plan', () => {
  const alone = plan(joinedBy(null));
  const joined = plan(base);

  const servers = alone.fleet.servers ?? NaN;

  it('is 18 switches and 16.92 kW for the servers of the default, in the racks that they have', () => {
    // Ten leaves hold 257 to 285 servers.
    expect(joined.fleet).toMatchObject({ servers, racks: alone.fleet.racks });
    expect(joined.network).toEqual({ switches: 18, cables: 2 * servers + 640 });
    expect(joined.power.networkKw).toBeCloseTo(16.92, 12);
    expect(['leaf', 'spine', 'core'].map((tier) => lineOf(joined, `network.${tier}`))).toEqual([10, 8, undefined]);
    expect(joined.power.itMw).toBeCloseTo(servers * 0.0065 + 18 * 0.00094, 12);
    expect(joined.power.facilityMw).toBeCloseTo(1.4 * (servers * 0.0065 + 18 * 0.00094), 12);
    const added = (joined.energy.kwhPerDay ?? NaN) - (alone.energy.kwhPerDay ?? NaN);
    expect(added).toBeCloseTo(18 * 0.94 * 24 * 1.2, 9);
    expect(joined.energy.usdPerDay).toBeGreaterThan(alone.energy.usdPerDay ?? NaN);
    expect(joined.carbon.kgPerDay).toBeGreaterThan(alone.carbon.kgPerDay ?? NaN);
  });

  it('is nothing where none is counted: neither a line nor a word', () => {
    expect(alone.network).toEqual({ switches: null, cables: null });
    expect(alone.ledger.filter(({ id }) => /network/i.test(id))).toEqual([]);
    expect(alone.power.itMw).toBeCloseTo(servers * 0.0065, 12);
    expect(warned(alone)).toBe('');
  });

  it('has a price that nobody published: capital says what it is of, and holds switches whose price is given', () => {
    expect(lineOf(joined, 'cost.networkUsd')).toBeUndefined();
    expect(joined.ledger.find(({ id }) => id === 'cost.capexUsd')?.label).not.toContain('switches');
    expect(warned(joined)).toBe(
      'Switches are not priced: nobody published a price of NVIDIA Spectrum-4 SN5600, and capital leaves them out. Set network.switchUsd.',
    );
    const paid = plan({ ...base, network: { profile: 'inference-frontend', switchUsd: 30_000 } });
    expect(paid.cost.capexUsd).toBeCloseTo((joined.cost.capexUsd ?? NaN) + 18 * 30_000, 6);
    expect(paid.ledger.find(({ id }) => id === 'cost.capexUsd')?.label).toContain('Capital, servers, switches, racks');
    expect(warned(paid)).toBe('');
  });

  it('is sized by the maximum of its switches and draws what is typical', () => {
    const pod = plan(joinedBy('superpod', on('dgx-h100')));
    const switches = pod.network.switches ?? NaN;
    expect(pod.power.networkKw).toBeCloseTo(switches * 1.72, 9);
    expect(lineOf(pod, 'power.meanNetworkKw')).toBeCloseTo(switches * 0.747, 9);
  });

  it('of switches whose power nobody published has no power, and the plan none', () => {
    const superpod = plan(joinedBy('superpod'));
    expect(superpod.network.switches).toBeGreaterThan(servers);
    const { networkKw, itMw } = superpod.power;
    expect([networkKw, itMw, superpod.energy.kwhPerDay, superpod.carbon.kgPerDay]).toEqual([null, null, null, null]);
    expect(superpod.fleet.racks).toBe(alone.fleet.racks);
    expect(warned(superpod)).toMatch(/Nobody published the power of .*QM8790/);
  });

  it('needs racks of its own where the servers fill theirs: seven per rack only with nothing else in it', () => {
    const full = { ...base.facility, rackKw: 45.5, reservedUnits: 0 };
    const filled = plan(joinedBy('inference-frontend', { facility: full }));
    expect(lineOf(filled, 'fleet.serversPerRack')).toBe(7);
    expect(lineOf(filled, 'fleet.otherRacks')).toBeGreaterThan(0);
    const { servers, racks } = filled.fleet;
    expect(racks).toBe(Math.ceil((servers ?? NaN) / 7) + (lineOf(filled, 'fleet.otherRacks') ?? NaN));
  });

  it('says where its maker contradicts himself', () => {
    const found = networkOf('superpod', 'dgx-h100', 127);
    const messages = found.ok ? networkWarnings(base, found.value).map(({ message }) => message) : [];
    expect(messages.join('\n')).toMatch(/2,044 cables of the compute fabric, .* prints 2,042/);
  });
});

const profiles = fc.constantFrom(
  ['dgx-a100-640gb', 'inference-frontend'],
  ['dgx-h100', 'superpod'],
  ['dgx-h100', 'b300-ethernet-superpod'],
  ['dgx-h100', 'inference-frontend'],
  ['dgx-a100-640gb', 'a100-superpod'],
);
const loads = fc.double({ min: 1e6, max: 1e9, noNaN: true });
const planOf = ([server, profile]: readonly string[], queriesPerDay: number): Plan =>
  plan(joinedBy(profile!, { ...on(server!), demand: { ...base.demand, queriesPerDay } }));

describe('laws of the network of a plan', () => {
  it('more load never needs fewer switches, cables, racks or less power', () => {
    fc.assert(
      fc.property(profiles, loads, fc.double({ min: 1, max: 3, noNaN: true }), (profile, load, factor) => {
        const [less, more] = [planOf(profile, load), planOf(profile, load * factor)];
        expect(less.feasible && more.feasible).toBe(true);
        expect(more.network.switches).toBeGreaterThanOrEqual(less.network.switches ?? NaN);
        expect(more.network.cables).toBeGreaterThanOrEqual(less.network.cables ?? NaN);
        expect(more.fleet.racks).toBeGreaterThanOrEqual(less.fleet.racks ?? NaN);
        expect(more.power.itMw ?? 0).toBeGreaterThanOrEqual(less.power.itMw ?? 0);
      }),
      { numRuns: 30 },
    );
  });

  it('its racks are those that its fleet is packed into', () => {
    const facilities = fc.record({
      rackUnits: fc.integer({ min: 12, max: 52 }),
      reservedUnits: fc.integer({ min: 0, max: 4 }),
      rackKw: fc.double({ min: 11, max: 60, noNaN: true }),
      rackKg: fc.double({ min: 150, max: 1500, noNaN: true }),
    });
    fc.assert(
      fc.property(profiles, facilities, ([server, profile], limits) => {
        const scenario = joinedBy(profile, { ...on(server), facility: { ...base.facility, ...limits } });
        const answer = plan(scenario);
        const racks = planRacks(scenario, answer);
        expect(racks.ok ? racks.value.packing.racks : null).toBe(answer.fleet.racks);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a network that cannot be', () => {
  const refusal = (scenario: PhysicalScenario): string => {
    const { feasible, binding } = plan(scenario);
    return feasible ? '' : `${binding[0]!.message} ${binding[0]!.relief}`;
  };

  it('is refused where nobody designed a pod around the server, with ways out', () => {
    expect(refusal(joinedBy('superpod', on('dell-xe9680')))).toMatch(
      /^network\.profile is superpod, and no pod is designed around dell-xe9680; .* What would: network\.profile=inference-frontend, or/,
    );
    expect(plan(joinedBy('superpod', on('dell-xe9680'))).binding[0]!.ways).toEqual([
      { path: 'network.profile', value: 'inference-frontend' },
      { path: 'network.profile', value: null },
    ]);
  });

  it('is refused where a switch fits no rack, and several where one does not reach', () => {
    const airless = { facility: { ...base.facility, airKw: 0.5, liquidKw: 50 }, ...on('gb200-compute-tray') };
    expect(refusal(joinedBy('inference-frontend', airless))).toMatch(
      /SN5600.* What would: a plan that counts no network\./,
    );
    const many = plan(joinedBy('superpod', { ...on('dgx-h100'), demand: { ...base.demand, queriesPerDay: 3e10 } }));
    expect(many.feasible).toBe(true);
    expect(warned(many)).toMatch(/beyond what one h100-superpod reaches: \d+ networks are counted/);
  });
});
