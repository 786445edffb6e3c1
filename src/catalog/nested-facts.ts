import { isPlainObject, type PlainObject } from '../base/plain-object.ts';

/** A number inside a part of a record, ready to be a fact: which part, what it is, and a source of its own where it has one. */
export interface NestedValue {
  readonly field: string;
  readonly label: string;
  readonly unit: string;
  readonly value: number | string;
  readonly source: string | null;
  readonly isMeasured: boolean;
}

/** Groups of numbers: their name, and the names of those in them that do not read well as they are spelt. */
const GROUPS: Readonly<Record<string, readonly [title: string, names: Readonly<Record<string, string>>]>> = {
  cables: ['Cables', { inBand: 'in band', outOfBand: 'out of band' }],
  switches: ['Switches', {}],
  scaleUp: [
    'Network inside the rack',
    { gpus: 'GPUs', gbytesPerSecondPerGpu: 'GB/s per GPU', linksPerGpu: 'links per GPU' },
  ],
  fabric: [
    'East-west network',
    {
      portsPerCable: 'ports per cable',
      radix: 'ports of a switch',
      uplinksPerLeaf: 'uplinks per leaf switch',
      managementCables: 'cables of management',
    },
  ],
  derivedTotalKw: ['Power of all, derived, kW', {}],
  usd: ['Cost, USD', {}],
};

interface ListSpec {
  readonly title: (row: PlainObject) => string;
  /** Name, unit, and whether it was measured, by key. */
  readonly numbers: Readonly<Record<string, readonly [name: string, unit: string]>>;
  readonly isMeasured?: boolean;
}

const wordOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Lists: what a row is called, and its numbers. */
const LISTS: Readonly<Record<string, ListSpec>> = {
  networkPorts: {
    title: ({ kind, use }) => [wordOf(kind), wordOf(use)].filter((part) => part !== '').join(', '),
    numbers: { count: ['ports', ''], speedGbitps: ['speed of a port', 'Gbit/s'] },
  },
  measuredPower: {
    title: ({ workload, mode }) => [wordOf(workload), wordOf(mode)].filter((part) => part !== '').join(', '),
    numbers: { averageW: ['mean power', 'W'], maxW: ['most power', 'W'] },
    isMeasured: true,
  },
  scaleTable: {
    title: ({ table, su }) => `${wordOf(table)}, ${wordOf(su)} scalable units`,
    numbers: {
      su: ['scalable units', ''],
      nodes: ['servers', ''],
      gpus: ['accelerators', ''],
      leaf: ['leaf switches', ''],
      spine: ['spine switches', ''],
      core: ['core switches', ''],
      nodeCables: ['cables of servers and management', ''],
      leafSpineCables: ['cables from leaf to spine', ''],
      spineCoreCables: ['cables from spine to core', ''],
    },
  },
  otherCounts: {
    title: ({ field }) => `Printed elsewhere, ${wordOf(field)}`,
    numbers: { nodes: ['servers', ''], value: ['as printed', ''] },
  },
  otherPrices: {
    title: ({ year }) => `Other price, ${wordOf(year)}`,
    numbers: { valueUsdPerKwh: ['as published', 'USD/kWh'], minValueUsdPerKwh: ['at least', 'USD/kWh'] },
  },
  allowedServersPerRack: { title: () => 'Servers per rack', numbers: { value: ['allowed', ''] } },
};

const asRow = (value: unknown): PlainObject | null => (isPlainObject(value) ? value : null);

const fromGroup = (part: string, value: unknown): NestedValue[] => {
  const [title, names] = GROUPS[part] ?? ['', {}];
  return Object.entries(asRow(value) ?? {}).flatMap(([key, number]) =>
    typeof number === 'number'
      ? [
          {
            field: `${part}.${key}`,
            label: `${title}: ${names[key] ?? key}`,
            unit: '',
            value: number,
            source: null,
            isMeasured: false,
          },
        ]
      : [],
  );
};

const fromList = (part: string, { title, numbers, isMeasured = false }: ListSpec, value: unknown): NestedValue[] =>
  (Array.isArray(value) ? value : []).flatMap((entry: unknown, index) => {
    const row = asRow(entry) ?? { value: entry };
    return Object.entries(numbers).flatMap(([key, [name, unit]]) => {
      const number = row[key];
      return typeof number === 'number'
        ? [
            {
              field: `${part}.${String(index)}.${key}`,
              label: `${title(row)}: ${name}`,
              unit,
              value: number,
              source: typeof row['source'] === 'string' ? row['source'] : null,
              isMeasured,
            },
          ]
        : [];
    });
  });

/** Numbers of a layer's parts that do not read well as they are spelt. */
const LAYER_WORDS: Readonly<Record<string, string>> = {
  count: 'layers',
  kvHeads: 'key-value heads',
  headDim: 'head size',
  valueDim: 'value size',
  windowTokens: 'window, tokens',
  qLoraRank: 'rank of queries',
  kvLoraRank: 'rank of keys and values',
  qkNopeHeadDim: 'head size without rotation',
  qkRopeHeadDim: 'head size with rotation',
  vHeadDim: 'value size',
  gateRank: 'rank of the gate',
  topTokens: 'entries chosen',
  outputGroups: 'output groups',
  outputRank: 'output rank',
  ratio: 'tokens per entry',
  inputs: 'inputs',
  otherParams: 'other parameters',
  stateBytes: 'state, bytes',
  perToken: 'experts per token',
  latentWidth: 'latent width',
};

/** Every number of the groups of a model's layers, under what its part is. */
const fromLayers = (layers: unknown): NestedValue[] => {
  const walk = (value: unknown, path: string, title: string): NestedValue[] => {
    if (typeof value !== 'object' || value === null) return [];
    const kind = asRow(value)?.['kind'];
    const inside = typeof kind === 'string' ? `${title}, ${kind}` : title;
    return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
      typeof inner === 'number'
        ? [
            {
              field: `${path}.${key}`,
              label: `${inside}: ${LAYER_WORDS[key] ?? key}`,
              unit: '',
              value: inner,
              source: null,
              isMeasured: false,
            },
          ]
        : walk(inner, `${path}.${key}`, key === 'index' ? `${inside}, index` : inside),
    );
  };
  return (Array.isArray(layers) ? layers : []).flatMap((group: unknown, at) =>
    walk(group, `layers.${String(at)}`, `Layers, group ${String(at + 1)}`),
  );
};

/** The numbers in the parts of a record, in the order of the tables above. */
export const nestedValues = (record: PlainObject): readonly NestedValue[] => [
  ...Object.keys(GROUPS).flatMap((part) => fromGroup(part, record[part])),
  ...Object.entries(LISTS).flatMap(([part, spec]) => fromList(part, spec, record[part])),
  ...fromLayers(record['layers']),
];
