import { describe, expect, it } from 'vitest';
import { findServer } from '../catalog/catalog.ts';
import { ownConflicts, ownIdFor, serverFromDevice } from '../catalog/own-conflicts.ts';
import { hardwareOf, withHardware, withNeededHardware } from '../catalog/own-hardware.ts';
import { scenarioDefaults } from '../catalog/presets.ts';
import { plan } from '../plan/plan.ts';
import { NO_HARDWARE, type OwnHardware, type SavedHardware } from '../records/own-hardware.ts';
import { parseDeviceType } from './device-type.ts';
import { parseHardware, serialiseHardware } from './hardware.ts';
import { parseRackType } from './rack-type.ts';

const file = (change: object): string =>
  JSON.stringify({ format: 'roofrack-hardware', version: 1, accelerators: [], servers: [], racks: [], ...change });
const accelerator = {
  id: 'own-a200',
  name: 'A200',
  peakDenseBf16Tflops: 500,
  memoryGB: 120,
  memoryBandwidthGBps: 3000,
  tdpW: 450,
  interconnectName: 'NVLink 3',
  interconnectGBps: 600,
  kernelsOf: 'a100-sxm-80gb',
};
const server = { id: 'own-box', model: 'Box', acceleratorId: 'own-a200', gpus: 8, uHeight: 6, maxPowerW: 6000 };
const messages = (text: string): string => {
  const parsed = parseHardware(text);
  return parsed.ok ? '' : parsed.error.map(({ message }) => message).join('\n');
};
const read = (text: string): OwnHardware => {
  const parsed = parseHardware(text);
  if (!parsed.ok) throw new Error(parsed.error[0]!.message);
  return parsed.value;
};

describe('a file of own hardware', () => {
  it('comes back as it went out, with what was left out unknown', () => {
    const hardware = read(file({ accelerators: [accelerator], servers: [server] }));
    expect(hardware.servers[0]).toMatchObject({ weightKg: null, priceUsd: null, networkPorts: [], source: '' });
    expect(read(serialiseHardware(hardware))).toEqual(hardware);
  });

  it.each([
    [
      'an id that could pass for a shipped one',
      { accelerators: [{ ...accelerator, id: 'a100' }] },
      /id that begins with "own-"/,
    ],
    [
      'a number out of range',
      { accelerators: [{ ...accelerator, memoryGB: -1 }] },
      /memoryGB \(Memory\) is -1; it must be a number from 0.1/,
    ],
    [
      'an unknown key',
      { accelerators: [{ ...accelerator, memorygb: 3 }] },
      /memorygb is not a known key; did you mean "memoryGB"/,
    ],
    [
      'accelerators that nobody knows',
      { servers: [{ ...server, acceleratorId: 'a1000' }] },
      /acceleratorId is "a1000", which is no accelerator/,
    ],
    ['an id twice', { accelerators: [accelerator, accelerator] }, /"own-a200" stands twice/],
    [
      'kernels of something else',
      { accelerators: [{ ...accelerator, kernelsOf: 'own-a200' }] },
      /kernelsOf is "own-a200"/,
    ],
    ['a newer version', { version: 3 }, /version is 3/],
  ])('with %s is refused in words', (_, change, expected) => {
    expect(messages(file(change))).toMatch(expected);
  });

  it('changes no prototype', () => {
    const text = `{"format":"roofrack-hardware","version":1,"__proto__":{"polluted":1},"accelerators":[{"constructor":{"prototype":{"polluted":1}}}]}`;
    expect(messages(text)).not.toBe('');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a scenario with own hardware', () => {
  const { accelerators, servers, models } = read(file({ accelerators: [accelerator], servers: [server] }));
  const base = scenarioDefaults.physical;
  const offered = withHardware(base, { accelerators, servers, models });
  const chosen = { ...offered, hardware: { ...base.hardware, server: 'own-box' } };

  it('carries only what it uses', () => {
    expect(withNeededHardware(offered).own).toBeNull();
    expect(withNeededHardware(chosen).own).toEqual({ accelerators, servers, models });
    const more = withHardware(chosen, { accelerators: [], servers: [{ ...servers[0]!, id: 'own-other' }], models: [] });
    expect(withNeededHardware(more).own?.servers.map(({ id }) => id)).toEqual(['own-box']);
  });

  it('is planned with it, and with the kernel efficiencies of its silicon', () => {
    const answer = plan(chosen);
    expect(answer.feasible).toBe(true);
    expect(answer.fleet.gpus).toBe((answer.fleet.servers ?? 0) * 8);
    const slower = plan({
      ...chosen,
      own: {
        accelerators: accelerators.map((accelerator) => ({ ...accelerator, memoryBandwidthGBps: 1500 })),
        servers,
        models,
      },
    });
    expect(slower.fleet.servers ?? 0).toBeGreaterThan(answer.fleet.servers ?? Infinity);
  });

  it('finds own and shipped hardware side by side', () => {
    expect(hardwareOf(chosen).findServer('own-box')?.gpus).toBe(8);
    expect(hardwareOf(chosen).findServer('dgx-h100')).toBe(findServer('dgx-h100'));
    expect(hardwareOf(base).findServer('own-box')).toBeNull();
  });
});

describe('what is already known under the name', () => {
  const yaml = `manufacturer: NVIDIA
model: DGX A100
slug: nvidia-dgx-a100-640gb
u_height: 7
weight: 271.5
weight_unit: lb
power-ports:
  - name: PSU0
    type: iec-60320-c20
    maximum_draw: 3000
interfaces:
  - name: eth0
    type: 200gbase-x-qsfp56
  - name: bmc
    type: 1000base-t
    mgmt_only: true
`;
  const device = parseDeviceType(yaml);
  if (!device.ok) throw new Error(device.error[0]!.message);
  const fact = serverFromDevice(device.value, null, null);
  const saved: SavedHardware = { id: fact.id, savedAt: '2026-11-22T00:00:00.000Z', kind: 'server', fact };

  it('is taken over where the format cannot know it, and the file’s own faults are noted', () => {
    expect(fact).toMatchObject({
      id: 'own-nvidia-dgx-a100-640gb',
      acceleratorId: 'a100-sxm-80gb',
      gpus: 8,
      uHeight: 7,
      psuCount: 1,
      networkPorts: [{ count: 1, kind: '200gbase-x-qsfp56' }],
    });
    expect(fact.weightKg).toBeCloseTo(123.15, 2);
    expect(fact.note).toContain('u_height: 7 U in the file, 6 U in the catalogue.');
  });

  it('is shown side by side: the shipped record, and an own one of the same id', () => {
    const named = { ...saved, id: 'own-dgx-a100-640gb', fact: { ...fact, id: 'own-dgx-a100-640gb' } };
    const [shipped] = ownConflicts(named, []);
    expect(shipped).toMatchObject({ with: 'shipped', id: 'dgx-a100-640gb' });
    expect(shipped!.differences).toContainEqual({ field: 'uHeight', own: '7', known: '6' });
    const changed: SavedHardware = { ...saved, fact: { ...fact, gpus: 4 } };
    expect(ownConflicts(changed, [saved])[0]).toMatchObject({
      with: 'own',
      differences: [{ field: 'gpus', own: '4', known: '8' }],
    });
    expect(ownConflicts(saved, [saved]).filter((conflict) => conflict.with === 'own')).toEqual([]);
  });

  it('is known again by a model that says less than the catalogue', () => {
    const xe9680 = parseDeviceType(
      'manufacturer: Dell\nmodel: PowerEdge XE9680\nslug: dell-poweredge-xe9680\nu_height: 7\n',
    );
    if (!xe9680.ok) throw new Error(xe9680.error[0]!.message);
    const own = serverFromDevice(xe9680.value, null, null);
    expect(own.acceleratorId).toBe('h100-sxm');
    const [shipped] = ownConflicts({ ...saved, id: own.id, fact: own }, []);
    expect(shipped).toMatchObject({ with: 'shipped', id: 'dell-xe9680' });
    expect(shipped!.differences).toContainEqual({ field: 'uHeight', own: '7', known: '6' });
  });

  it('never takes an id that is taken', () => {
    expect(ownIdFor('My GPU!', [])).toBe('own-my-gpu');
    expect(ownIdFor('My GPU!', ['own-my-gpu', 'own-my-gpu-2'])).toBe('own-my-gpu-3');
    expect(ownIdFor('渡', [])).toBe('own-hardware');
  });
});

it('a rack type of NetBox becomes an own rack', () => {
  const text = `manufacturer: APC
model: AR3300
slug: apc-ar3300
form_factor: 4-post-cabinet
width: 19
u_height: 42
weight: 125
max_weight: 3750
weight_unit: lb
`;
  const parsed = parseRackType(text);
  expect(parsed).toMatchObject({
    ok: true,
    value: { id: 'own-apc-ar3300', uHeight: 42, maxStaticLoadKg: 1700.97, weightKg: 56.7 },
  });
  const wrong = parseRackType(text.replace('u_height: 42', 'u_height: tall').replace('weight_unit: lb\n', ''));
  expect(wrong.ok ? [] : wrong.error.map(({ path }) => path)).toContain('u_height');
  expect(read(serialiseHardware({ ...NO_HARDWARE, racks: parsed.ok ? [parsed.value] : [] })).racks).toHaveLength(1);
});
