import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../catalog/presets.ts';
import { brokenPromises } from '../racks/failures/all-failures.ts';
import { MEASURED_ACCELERATOR, ownAcceleratorSchema } from '../records/own-hardware.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { calibrationOf } from '../records/testing/calibration.ts';
import { plan } from './plan.ts';
import { planFailures, planRacks } from './plan-racks.ts';

const { physical } = scenarioDefaults;

const broken = (scenario: PhysicalScenario, kind: string): readonly string[] => {
  const answer = plan(scenario);
  const racks = planRacks(scenario, answer);
  if (!racks.ok) return [];
  const table = planFailures(scenario, answer, racks.value, { kinds: [kind] });
  if (!table.ok) throw new Error(table.error[0]!.message);
  return brokenPromises(table.value, [kind]).map(({ failed }) => failed.join());
};

describe('a promise of the plan', () => {
  it('is kept by the racks as they are filled: any rack may be lost, or any feed, with its switches and replicas', () => {
    fc.assert(
      fc.property(
        fc.record({
          server: fc.constantFrom('dgx-a100-640gb', 'dgx-h100', 'dgx-b200', 'dell-xe9680', 'dgx-gb200-nvl72'),
          model: fc.constantFrom('llama-2-70b', 'gpt-3-175b', 'llama-3.1-405b'),
          queries: fc.integer({ min: 1, max: 400 }),
          rackKw: fc.integer({ min: 11, max: 140 }),
          blastRadius: fc.constantFrom('rack' as const, 'feed' as const),
          feeds: fc.constantFrom('A' as const, 'A+B' as const),
          profile: fc.constantFrom('inference-frontend', 'superpod', null),
        }),
        ({ server, model, queries, rackKw, blastRadius, feeds, profile }) => {
          const scenario: PhysicalScenario = {
            ...physical,
            model,
            demand: { ...physical.demand, queriesPerDay: queries * 1e6, inputTokens: 500, outputTokens: 200 },
            hardware: { ...physical.hardware, server },
            slo: { ttftP99Ms: 5000, tpotP99Ms: 500 },
            facility: { ...physical.facility, rackKw, rackKg: 2000, feeds },
            reliability: { ...physical.reliability, blastRadius },
            network: { profile, switchUsd: null },
          };
          expect(broken(scenario, blastRadius)).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is kept by fewer spares than a full rack where the servers stand evenly: 4 in each of 3 racks, not 5, 5 and 3', () => {
    const scenario: PhysicalScenario = {
      ...physical,
      model: 'llama-2-70b',
      demand: { ...physical.demand, queriesPerDay: 2.8e6, inputTokens: 512, outputTokens: 256 },
    };
    const answer = plan(scenario);
    const line = (id: string) => answer.ledger.find((entry) => entry.id === id)?.value;
    expect(line('fleet.servingServers')).toBe(8);
    expect(line('fleet.serversPerRack')).toBe(5);
    expect(line('fleet.sparesForRack')).toBe(4);
    expect(line('fleet.serversInRack')).toBe(4);
    expect(answer.fleet).toMatchObject({ servers: 12, racks: 3 });
    expect(line('fleet.serversAfterRackLoss')).toBe(8);
    expect(broken(scenario, 'rack')).toEqual([]);
  });
});

describe('the racks of a plan', () => {
  it('hold its servers with what its scenario says of racks and network', () => {
    const answer = plan(physical);
    const racks = planRacks(physical, answer);
    if (!racks.ok) throw new Error(racks.error[0]?.message);
    const { request, packing, layout } = racks.value;
    expect(request.devices[0]).toMatchObject({ device: { id: physical.hardware.server }, count: answer.fleet.servers });
    expect(layout.network).toMatchObject({ profile: 'inference-frontend' });
    expect(packing.racks).toBe(answer.fleet.racks);
  });

  it('are refused with what binds the plan and how to relieve it', () => {
    const impossible = { ...physical, slo: { ...physical.slo, ttftP99Ms: 20 } };
    const racks = planRacks(physical, plan(impossible));
    expect(racks.ok ? '' : racks.error[0]?.message).toMatch(/^The plan has no fleet to stand into racks\. .+\. .+\.$/);
  });

  it('have the GPUs of servers with measured accelerators too', () => {
    const scenario: PhysicalScenario = {
      ...physical,
      model: 'llama-3-8b',
      demand: { ...physical.demand, queriesPerDay: 2e6, inputTokens: 512, outputTokens: 256 },
      hardware: { ...physical.hardware, accelerator: MEASURED_ACCELERATOR },
      own: {
        accelerators: [
          v.parse(ownAcceleratorSchema, { id: MEASURED_ACCELERATOR, name: 'Measured', memoryGB: 80, tdpW: 400 }),
        ],
        servers: [],
        models: [],
      },
      network: { profile: 'inference-frontend', switchUsd: null },
    };
    const calibration = calibrationOf({ accelerator: null, bandwidthGBps: 2039, peakTflops: 312, elementBytes: 2 });
    const answer = plan(scenario, { calibration });
    const racks = planRacks(scenario, answer, { calibration });
    if (!racks.ok) throw new Error(racks.error[0]?.message);
    const table = planFailures(scenario, answer, racks.value);
    expect(table.ok && table.value.base.gpusLeft).toBe(answer.fleet.gpus);
  });
});
