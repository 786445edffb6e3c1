import { describe, expect, test } from 'vitest';
import { presets, scenarioDefaults } from '../../../catalog/presets.ts';
import { packText } from '../../../exchange/share-text.ts';
import { plan } from '../../../plan/plan.ts';
import { parseHash } from '../../router/location.ts';
import { readSharedScenario, scenarioHash } from './share-scenario.ts';

test.each(presets.map(({ id, scenario }) => [id, scenario] as const))('%s survives a link', async (_id, scenario) => {
  const { segments, query } = parseHash(await scenarioHash(scenario));
  expect(segments).toEqual(['plan']);
  expect(await readSharedScenario(query['scenario']!)).toEqual({ ok: true, value: scenario });
});

test('a calibration of this browser stays here', async () => {
  const { physical } = scenarioDefaults;
  const hash = await scenarioHash({ ...physical, hardware: { ...physical.hardware, calibration: 'fit-1' } });
  expect(await readSharedScenario(parseHash(hash).query['scenario']!)).toEqual({ ok: true, value: physical });
});

test('a hostile link is refused field by field', async () => {
  const packed = await packText('{"demand":{"queriesPerDay":-1,"__proto__":{"x":1}},"model":"no-such-model"}');
  const read = await readSharedScenario(packed);
  const messages = read.ok ? [] : read.error.map(({ message }) => message).join('\n');
  expect(messages).toMatch(/queriesPerDay.*is -1/);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

describe('own hardware', () => {
  const own = {
    accelerators: [
      {
        id: 'own-a200',
        name: 'A200 <script>alert(1)</script>',
        vendor: '',
        peakDenseBf16Tflops: 500.123456789,
        peakDenseFp8Tflops: null,
        peakDenseInt8Tops: null,
        peakDenseFp32Tflops: null,
        memoryGB: 120,
        memoryBandwidthGBps: 3001.5,
        tdpW: 450,
        interconnectName: 'NVLink 3',
        interconnectGBps: 600,
        priceUsd: null,
        kernelsOf: 'a100-sxm-80gb',
        source: 'a quotation',
        note: '',
      },
    ],
    servers: [
      {
        id: 'own-box',
        vendor: '',
        model: 'Box',
        acceleratorId: 'own-a200',
        gpus: 8,
        uHeight: 6,
        weightKg: 120,
        maxPowerW: 6000,
        idlePowerW: null,
        psuCount: null,
        psuRatingW: null,
        priceUsd: 250_000,
        networkPorts: [],
        source: '',
        note: '',
      },
    ],
    models: [],
  };
  const scenario = {
    ...scenarioDefaults.physical,
    own: { ...own, servers: [...own.servers, { ...own.servers[0]!, id: 'own-unused' }] },
    hardware: { ...scenarioDefaults.physical.hardware, server: 'own-box' },
  };
  const opened = async (packed: string) => readSharedScenario(packed);

  test('travels in the link, as far as it is used, to the same plan to the digit', async () => {
    const read = await opened(parseHash(await scenarioHash(scenario)).query['scenario']!);
    if (!read.ok) throw new Error(read.error[0]!.message);
    expect(read.value.own).toEqual(own);
    const [here, there] = [plan(scenario), plan(read.value)];
    expect(here.feasible).toBe(true);
    expect({ ...there, scenario: null }).toEqual({ ...here, scenario: null });
  });

  test.each([
    [
      'an own server that poses as a shipped one',
      { servers: [{ ...own.servers[0], id: 'dgx-a100-640gb' }] },
      /begins with "own-"/,
    ],
    ['numbers out of range', { servers: [{ ...own.servers[0], gpus: 1e9 }] }, /gpus \(Accelerators\) is 1000000000/],
    [
      'accelerators that do not exist',
      { servers: [{ ...own.servers[0], acceleratorId: 'zx81' }] },
      /"zx81" is not a known accelerator/,
    ],
    ['a name without end', { accelerators: [{ ...own.accelerators[0], name: 'x'.repeat(5000) }] }, /name \(Name\)/],
    [
      'too many of them',
      { servers: Array.from({ length: 201 }, (_, i) => ({ ...own.servers[0], id: `own-${String(i)}` })) },
      /a list of 201; it must be a list of at most 200/,
    ],
    ['keys of another world', { servers: [{ ...own.servers[0], onclick: 'alert(1)' }] }, /onclick is not a known key/],
  ])('%s is refused in words', async (_, change, expected) => {
    const hostile = { ...scenario, own: { ...own, ...change } };
    const read = await opened(await packText(JSON.stringify(hostile)));
    expect(read.ok ? '' : read.error.map(({ message }) => message).join('\n')).toMatch(expected);
  });

  test('a link cannot reach into a prototype through it', async () => {
    const text = JSON.stringify(scenario).replace('"own":{', '"own":{"__proto__":{"polluted":1},');
    const read = await opened(await packText(text));
    expect(read.ok).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
