import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceConflicts, matchingServer, matchingSwitch } from '../catalog/device-type.ts';
import { parseDeviceType } from './device-type.ts';

const dgx = (change: { ports?: string; rest?: string; height?: number } = {}): string => `---
manufacturer: Nvidia
model: NVIDIA DGX A100 640GB
slug: nvidia-dgx-a100-640gb
u_height: ${String(change.height ?? 6)}
is_full_depth: true
comments: 'anything: [at all'
power-ports:
${change.ports ?? Array.from({ length: 6 }, (_, i) => `  - {name: PSU${String(i)}, type: iec-60320-c20, maximum_draw: 3000}`).join('\n')}
${change.rest ?? 'weight: 271.5\nweight_unit: lb'}
`;

const messages = (text: string): string[] => {
  const result = parseDeviceType(text);
  if (result.ok) throw new Error('accepted');
  return result.error.map(({ message }) => message);
};
const conflicts = (text: string): string[] => {
  const result = parseDeviceType(text);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return deviceConflicts(result.value).map(({ message }) => message);
};

describe('parseDeviceType', () => {
  it('reads what a rack plan needs, weights in kg', () => {
    const result = parseDeviceType(dgx());
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    expect(result.value).toMatchObject({ model: 'NVIDIA DGX A100 640GB', uHeight: 6 });
    expect(result.value.weightKg).toBeCloseTo(123.15, 2);
    expect(result.value.powerPorts).toHaveLength(6);
    expect(matchingServer(result.value)?.id).toBe('dgx-a100-640gb');
  });

  it.each([
    [
      'an export of NetBox, which writes null for what is not set',
      `---
manufacturer: Dell
model: PowerEdge XE9680
slug: dell-poweredge-xe9680
part_number: ''
default_platform: null
u_height: 6.0
exclude_from_utilization: false
airflow: null
weight: 107.0
weight_unit: kg
power-ports:
${Array.from({ length: 6 }, (_, i) => `  - {name: PSU${String(i + 1)}, type: iec-60320-c22, label: '', maximum_draw: 2800, allocated_draw: null}`).join('\n')}
`,
      { uHeight: 6, weightKg: 107 },
      'dell-xe9680',
    ],
    [
      'a model that is one of two in the catalogue, line ends of Windows and a byte-order mark',
      '\uFEFFmanufacturer: NVIDIA\r\nmodel: DGX A100\r\nslug: nvidia-dgx-a100\r\nu_height: 6\r\nis_powered: true\r\n',
      { uHeight: 6, weightKg: null },
      'dgx-a100-320gb',
    ],
    [
      'half units, ounces and a slug with capitals',
      'manufacturer: Lenovo\nmodel: ThinkSystem SR999\nslug: Lenovo-SR999_v3\nu_height: 6.5\nweight: 1600\nweight_unit: oz\n',
      { uHeight: 6.5, weightKg: 45.359237 },
      null,
    ],
    [
      'a model with its maker before and what is in it behind',
      'manufacturer: Supermicro\nmodel: Supermicro AS-8125GS-TNMR2\nslug: supermicro-gpu-a-plus\nu_height: 8\n',
      { uHeight: 8 },
      'supermicro-as-8125gs-tnmr2',
    ],
    ['a family, which is no server', 'manufacturer: NVIDIA\nmodel: DGX\nslug: dgx\nu_height: 6\n', {}, null],
  ])('takes %s', (_, text, read, known) => {
    const result = parseDeviceType(text);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    expect(result.value).toMatchObject(read);
    expect(matchingServer(result.value)?.id ?? null).toBe(known);
  });

  it('names unknown keys and values out of range, all of them', () => {
    const text =
      'manufacturer: X\nmodel: ""\nslug: Bad Slug\nu_heigt: 6\nu_height: -1\npower-ports: [{name: a, maximum_drw: 5}]\n';
    const all = messages(text).join('\n');
    expect(messages(text)).toHaveLength(5);
    expect(all).toContain('u_heigt is not a known key; did you mean "u_height"?');
    expect(all).toContain('power-ports[0].maximum_drw is not a known key; did you mean "maximum_draw"?');
    expect(all).toContain('u_height is -1; it must be a number from 0 to 100.');
  });

  it.each([
    ['an alias', 'a: &a [x]\nb: *a\n', /aliases/],
    [
      'aliases that grow without end',
      `a: &a [1]\n${'bcdefghij'
        .split('')
        .map((key, i) => `${key}: &${key} [${`*${'abcdefghij'[i]},`.repeat(9)}]`)
        .join('\n')}`,
      /aliases/,
    ],
    ['depth', `${'['.repeat(50)}${']'.repeat(50)}`, /32 levels/],
    ['depth beyond the parser', `${'['.repeat(200_000)}`, /nests too deep|nest it less/],
    ['a key twice', 'a: 1\na: 2\n', /unique/],
    ['size', `a: "${'x'.repeat(6_000_000)}"`, /6\.0 MB/],
    ['plain text', 'hello', /is "hello"; it must be an object/],
    ['a list', '- 1\n- 2\n', /is a list of 2; it must be an object/],
    ['nothing', '', /is empty/],
    ['a second document behind the first', 'manufacturer: A\n---\nmanufacturer: B\n', /more than one document/],
    ['a tag, whose value would be taken for text', 'model: !!js/function "x"\n', /tag/],
    [
      'a slug of other signs',
      'manufacturer: A\nmodel: B\nslug: "a b"\nu_height: 1\n',
      /slug is "a b"; it must be a slug of letters/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(messages(text)).toEqual([expect.stringMatching(message)]);
  });

  it('never throws, and takes no prototype', () => {
    const pieces = fc.constantFrom(
      'a: ',
      '- ',
      '&a ',
      '*a ',
      '!!binary ',
      '{',
      '[',
      ': ',
      '\n',
      '  ',
      '__proto__: ',
      '"',
      '|',
      '>',
      '#',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const result = parseDeviceType(parts.join(''));
        if (!result.ok) for (const { message } of result.error) expect(message).toMatch(/^[^\n\r]+$/);
      }),
    );
    expect(messages('__proto__: {polluted: 1}\n').join('\n')).toContain('__proto__');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('deviceConflicts', () => {
  it('finds none in a file that agrees with the catalogue', () => {
    expect(conflicts(dgx())).toEqual([]);
  });

  it('shows supplies that were copied from another device', () => {
    const ports =
      '  - {name: A, type: iec-60320-c14, maximum_draw: 1071}\n  - {name: B, type: iec-60320-c14, maximum_draw: 1071}';
    expect(conflicts(dgx({ ports }))).toEqual([
      'power-ports: 2 supplies in the file, 6 supplies in the catalogue.',
      'power-ports give 2,142 W; the catalogue has a maximum of 6,500 W.',
    ]);
  });

  it('shows height, weight and an inlet that cannot carry its load', () => {
    const ports = Array.from(
      { length: 6 },
      (_, i) => `  - {name: P${String(i)}, type: iec-60320-c14, maximum_draw: 3000}`,
    ).join('\n');
    const found = conflicts(dgx({ ports, height: 8, rest: 'weight: 80\nweight_unit: kg' }));
    expect(found).toContain('P0 draws 3,000 W through a iec-60320-c14 inlet, which carries 2,400 W.');
    expect(found).toContain('u_height: 8 U in the file, 6 U in the catalogue.');
    expect(found).toContain('weight: 80 kg in the file, 123.16 kg in the catalogue.');
  });

  it('shows a switch whose ports were left out', () => {
    const ports = Array.from({ length: 62 }, (_, i) => `  - {name: P${String(i)}, type: 400gbase-x-osfp}`).join('\n');
    const text = `manufacturer: Nvidia\nmodel: QM9700\nslug: nvidia-qm9700\nu_height: 1\ninterfaces:\n${ports}\n`;
    expect(conflicts(text)).toEqual(['interfaces: 62 ports in the file, 64 ports in the catalogue.']);
    const parsed = parseDeviceType(text);
    expect(parsed.ok && matchingSwitch(parsed.value)?.id).toBe('qm9700');
  });
});
