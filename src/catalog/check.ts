import { formatNumber } from '../base/format.ts';
import {
  accelerators,
  findAccelerator,
  findServer,
  models,
  racks,
  referenceArchitectures,
  servers,
  switches,
} from './catalog.ts';
import { labelOf } from './provenance.ts';
import type { Accelerator, Model, Rack, ReferenceArchitecture, Server, Switch } from './schema.ts';
import { statedContradictions } from './stated.ts';
import { suppliesThatMayFail } from './supplies.ts';

/** Two figures that cannot both be right, or one that no such machine can have. */
export interface Contradiction {
  readonly id: string;
  readonly kind: 'accelerator' | 'server' | 'model' | 'rack' | 'switch' | 'reference architecture';
  readonly rule: string;
  readonly message: string;
  /** Why it is kept, where it was looked at; null where nobody has yet. */
  readonly stated: string | null;
}

/** What another source says about a field, where it differs by more than rounding. */
export interface Disagreement {
  readonly id: string;
  readonly field: string;
  /** Null where none of the sources was good enough to be taken. */
  readonly ours: number | null;
  readonly theirs: number;
  readonly source: string;
}

/** Figures in datasheets are rounded to two or three digits. */
const ROUNDING = 0.03;
/** A unit of NVIDIA has 64 or 128 lanes, each of which multiplies and adds in a clock. */
const LANES_FLOP = [128, 256] as const;
/** Hopper runs its vectors at 1,980 MHz and its matrix units at 1,830. */
const VECTOR_CLOCK = 1.1;
/** A stack of HBM has 1,024 wires, a chip of GDDR 32; the sizes are those of JESD235, JESD238 and of GDDR5 to 7, chips also in pairs. */
const MEMORY_PARTS = [
  { type: /^HBM/, name: 'stacks', bits: 1024, sizesGB: [4, 8, 16, 24, 36, 48] },
  { type: /^GDDR/, name: 'chips', bits: 32, sizesGB: [0.5, 1, 2, 3, 4, 6] },
] as const;
/** Height of a rack unit, EIA-310. */
const MM_PER_UNIT = 44.45;

const close = (a: number, b: number, tolerance = ROUNDING): boolean => Math.abs(a / b - 1) <= tolerance;
const figure = (value: number): string => formatNumber(value, 4);

/** Enough digits to see a factor. */
const round = (value: number): string => formatNumber(value, 2);
const lower = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);

type Rule<T> = (record: T) => string | false;
type Rules<T> = Readonly<Record<string, Rule<T>>>;

/** Rates that the same matrix units give at half or twice the width; null rates are not compared. */
const ratio =
  (of: keyof Accelerator & `peak${string}`, to: keyof Accelerator & `peak${string}`, expected: readonly number[]) =>
  (accelerator: Accelerator): string | false => {
    const [a, b] = [accelerator[of], accelerator[to]];
    if (a === null || b === null || expected.some((factor) => close(a / b, factor))) return false;
    return `${labelOf(of)} of ${figure(a)} is ${round(a / b)} times ${lower(labelOf(to))} of ${figure(b)}; ${expected.join(' or ')} is usual.`;
  };

/** FLOP of a compute unit in a clock, of the matrix units in 16 bits: 1,024 in a V100, 8,192 in a B200. */
const flopPerUnitClock = ({ silicon, peakDenseBf16Tflops, peakDenseFp16Tflops }: Accelerator): number | null => {
  const tflops = peakDenseBf16Tflops ?? peakDenseFp16Tflops;
  return tflops === null || silicon === null || silicon.clockMHz === null
    ? null
    : (tflops * 1e6) / (silicon.computeUnits * silicon.clockMHz);
};

export const acceleratorRules: Rules<Accelerator> = {
  // A matrix unit multiplies tiles whose edges are powers of two, so that its FLOP in a clock are one as well.
  'peak against its compute units and clock': (accelerator) => {
    const flop = flopPerUnitClock(accelerator);
    if (flop === null || close(flop, 2 ** Math.round(Math.log2(flop)))) return false;
    const { computeUnits, clockMHz } = accelerator.silicon ?? {};
    return `${figure(accelerator.peakDenseBf16Tflops ?? accelerator.peakDenseFp16Tflops ?? NaN)} TFLOP/s over ${String(computeUnits)} units at ${figure(clockMHz ?? NaN)} MHz are ${figure(flop)} FLOP a clock and unit; a power of two is usual.`;
  },
  'fp32 against its compute units and clock': ({ silicon, peakDenseFp32Tflops: tflops }) => {
    const { computeUnits = null, clockMHz = null } = silicon ?? {};
    if (tflops === null || computeUnits === null || clockMHz === null) return false;
    const flop = (tflops * 1e6) / (computeUnits * clockMHz);
    if (LANES_FLOP.some((usual) => flop >= usual * (1 - ROUNDING) && flop <= usual * VECTOR_CLOCK)) return false;
    return `${figure(tflops)} TFLOP/s of fp32 over ${String(computeUnits)} units at ${figure(clockMHz)} MHz are ${figure(flop)} FLOP a clock and unit; ${LANES_FLOP.join(' or ')} is usual.`;
  },
  'memory against its stacks': ({ silicon, memoryType, memoryGB }) => {
    const busBits = silicon?.busBits ?? null;
    const kind = MEMORY_PARTS.find(({ type }) => type.test(memoryType));
    if (busBits === null || kind === undefined) return false;
    const parts = busBits / kind.bits;
    const each = memoryGB / parts;
    return kind.sizesGB.some((size) => close(each, size))
      ? false
      : `${figure(memoryGB)} GB on ${figure(busBits)} bits are ${figure(parts)} ${kind.name} of ${figure(each)} GB; ${kind.sizesGB.join(', ')} GB are made.`;
  },
  'bandwidth against its memory bus': ({ silicon, memoryBandwidthGBps }) => {
    if (
      memoryBandwidthGBps === null ||
      silicon === null ||
      silicon.busBits === null ||
      silicon.gigatransfersPerS === null
    ) {
      return false;
    }
    const { busBits, gigatransfersPerS } = silicon;
    const gbps = (busBits / 8) * gigatransfersPerS;
    return close(gbps, memoryBandwidthGBps)
      ? false
      : `${figure(busBits)} bits at ${figure(gigatransfersPerS)} GT/s are ${figure(gbps)} GB/s, not ${figure(memoryBandwidthGBps)}.`;
  },
  // A link's rate is printed for one direction or for both; NVLink of one generation is a multiple of 50 GB/s for both.
  'NVLink counted in both directions': ({ interconnectName, interconnectGBps }) =>
    interconnectName.startsWith('NVLink') && interconnectGBps !== null && interconnectGBps % 50 !== 0
      ? `${figure(interconnectGBps)} GB/s of ${interconnectName} are no whole number of links of 50 GB/s.`
      : false,
  'fp64 below fp32': ({ peakDenseFp64Tflops: wide, peakDenseFp32Tflops: narrow }) =>
    wide !== null && narrow !== null && wide > narrow
      ? `fp64 at ${figure(wide)} TFLOP/s is faster than fp32 at ${figure(narrow)}.`
      : false,
  'bf16 at the rate of fp16': ratio('peakDenseBf16Tflops', 'peakDenseFp16Tflops', [1]),
  'tf32 at half the rate of bf16': ratio('peakDenseTf32Tflops', 'peakDenseBf16Tflops', [0.5]),
  'fp8 at twice the rate of bf16': ratio('peakDenseFp8Tflops', 'peakDenseBf16Tflops', [1, 2]),
  'int8 at the rate of fp8': ratio('peakDenseInt8Tops', 'peakDenseFp8Tflops', [1]),
  // Where fp8 is known it is the closer witness, and one finding is enough.
  'int8 at twice the rate of bf16': (accelerator) =>
    accelerator.peakDenseFp8Tflops === null && ratio('peakDenseInt8Tops', 'peakDenseBf16Tflops', [1, 2])(accelerator),
  'fp4 at twice the rate of fp8': ratio('peakDenseFp4Tflops', 'peakDenseFp8Tflops', [2]),
  // Every matrix accelerator since Volta lies between 60 and 500; beyond, a sparse rate or a unit was mistaken.
  'FLOP for a byte of memory': ({ peakDenseBf16Tflops: flop, memoryBandwidthGBps: bytes }) => {
    if (flop === null || bytes === null) return false;
    const intensity = (flop * 1e3) / bytes;
    return intensity < 60 || intensity > 500
      ? `${figure(flop)} bf16 TFLOP/s over ${figure(bytes)} GB/s is ${figure(intensity)} FLOP/byte; 60 to 500 is usual.`
      : false;
  },
};

export const serverRules: Rules<Server> = {
  'power of the accelerators alone': ({ acceleratorId, gpus, maxPowerW }) => {
    const tdpW = findAccelerator(acceleratorId)?.tdpW ?? null;
    return tdpW !== null && maxPowerW !== null && gpus * tdpW > maxPowerW
      ? `${String(gpus)} × ${figure(tdpW)} W are more than the server's maximum of ${figure(maxPowerW)} W.`
      : false;
  },
  'power of the supplies': ({ acceleratorId, gpus, maxPowerW, psuCount, psuRatingW, psuRedundancy }) => {
    if (psuCount === null || psuCount === 0 || psuRatingW === null) return false;
    const accelerator = findAccelerator(acceleratorId);
    const neededW = maxPowerW ?? gpus * (accelerator?.tdpW ?? 0);
    const carrying = psuCount - (suppliesThatMayFail(psuRedundancy, psuCount) ?? 0);
    return carrying * psuRatingW < neededW
      ? `${String(carrying)} of ${String(psuCount)} supplies of ${figure(psuRatingW)} W give less than ${figure(neededW)} W.`
      : false;
  },
  'power at the wall': ({ maxPowerW, measuredPower, idlePowerW }) => {
    const seenW = Math.max(idlePowerW ?? 0, ...measuredPower.map(({ averageW, maxW }) => maxW ?? averageW));
    return maxPowerW !== null && seenW > maxPowerW
      ? `${figure(seenW)} W were measured, the published maximum is ${figure(maxPowerW)} W.`
      : false;
  },
  'height in mm and in units': ({ uHeight, heightMm }) =>
    uHeight !== null && heightMm !== null && Math.abs(heightMm - uHeight * MM_PER_UNIT) > MM_PER_UNIT / 2
      ? `${figure(heightMm)} mm are no ${figure(uHeight)} U (${figure(uHeight * MM_PER_UNIT)} mm).`
      : false,
  'price of the accelerators alone': ({ acceleratorId, gpus, priceUsd }) => {
    const each = findAccelerator(acceleratorId)?.priceUsd ?? null;
    return each !== null && priceUsd !== null && gpus * each > priceUsd * (1 + ROUNDING)
      ? `${String(gpus)} accelerators at ${figure(each)} USD cost more than the server at ${figure(priceUsd)} USD.`
      : false;
  },
  // Filled GPU servers here weigh 12 to 21 kg a unit, liquid-cooled trays 32; below 10 the accelerators are not in it.
  'weight of its height': ({ uHeight, weightKg }) => {
    if (uHeight === null || weightKg === null || uHeight === 0) return false;
    const kgPerUnit = weightKg / uHeight;
    return kgPerUnit < 10 || kgPerUnit > 40
      ? `${figure(weightKg)} kg on ${figure(uHeight)} U are ${figure(kgPerUnit)} kg per unit; 10 to 40 is usual.`
      : false;
  },
  'idle below what was measured under load': ({ idlePowerW, measuredPower }) => {
    const least = Math.min(...measuredPower.map(({ averageW }) => averageW));
    return idlePowerW !== null && idlePowerW > least
      ? `${figure(idlePowerW)} W before load are more than ${figure(least)} W under it.`
      : false;
  },
  'accelerator in the catalogue': ({ acceleratorId }) =>
    findAccelerator(acceleratorId) === null ? `its accelerator ${acceleratorId} is not in the catalogue.` : false,
};

const counted = (printed: number | null, derived: number | null | undefined, of: string): string | false =>
  printed !== null && typeof derived === 'number' && !close(derived, printed, 0.02)
    ? `${figure(printed / 1e9)} B ${of} are published, the dimensions give ${figure(derived / 1e9)} B.`
    : false;

const modelRules: Rules<Model> = {
  'parameters from the dimensions': ({ paramsTotal, derivedParamsTotal }) =>
    counted(paramsTotal, derivedParamsTotal, 'parameters'),
  'active parameters from the dimensions': ({ paramsActive, derivedParamsActive, architecture }) =>
    architecture === 'moe' && counted(paramsActive, derivedParamsActive, 'active parameters'),
  'heads share keys and values evenly': ({ layers }) => {
    const uneven = layers
      .flatMap(({ mixers }) => mixers)
      .find((mixer) => mixer.kind === 'attention' && mixer.heads % mixer.kvHeads !== 0);
    return uneven?.kind === 'attention'
      ? `${String(uneven.heads)} heads cannot share ${String(uneven.kvHeads)} key-value heads evenly.`
      : false;
  },
  'experts a token': ({ layers }) =>
    layers.some(({ mlps }) => mlps.some((mlp) => mlp.kind === 'experts' && mlp.perToken > mlp.experts))
      ? 'a token asks more experts than there are.'
      : false,
  'training time': ({ paramsActive, trainingTokens, trainingGpuHours, trainingHardware }) => {
    if (paramsActive === null || trainingTokens === null || trainingGpuHours === null) return false;
    const peak = trainingHardware === null ? undefined : TRAINED_ON.find(([name]) => trainingHardware.includes(name));
    const tflops = peak === undefined ? null : (findAccelerator(peak[1])?.peakDenseBf16Tflops ?? null);
    if (tflops === null) return false;
    const mfu = (6 * paramsActive * trainingTokens) / (trainingGpuHours * 3600 * tflops * 1e12);
    // The best published runs reach 0.6; below 0.1 a unit or a part of the run was mistaken.
    return mfu > 0.65 || mfu < 0.1
      ? `6·parameters·tokens in ${figure(trainingGpuHours)} h would be an MFU of ${figure(mfu)}.`
      : false;
  },
};
const TRAINED_ON = [
  ['A100', 'a100-sxm-80gb'],
  ['H100', 'h100-sxm'],
  ['H800', 'h800-sxm'],
  ['TPU v4', 'tpu-v4'],
] as const;

const rackRules: Rules<Rack> = {
  'height in mm and in units': ({ uHeight, heightMm }) =>
    uHeight !== null && heightMm !== null && heightMm < uHeight * MM_PER_UNIT
      ? `${figure(uHeight)} U do not fit into ${figure(heightMm)} mm.`
      : false,
};

const switchRules: Rules<Switch> = {
  'typical below maximum power': ({ typicalPowerW, maxPowerW }) =>
    typicalPowerW !== null && maxPowerW !== null && typicalPowerW > maxPowerW
      ? `${figure(typicalPowerW)} W typical are more than ${figure(maxPowerW)} W at most.`
      : false,
};

const podRules: Rules<ReferenceArchitecture> = {
  'power of a rack': ({ serverId, serversPerRack, kwPerRack }) => {
    const maxPowerW = serverId === null ? null : (findServer(serverId)?.maxPowerW ?? null);
    if (maxPowerW === null || typeof kwPerRack !== 'number' || serversPerRack === null) return false;
    const kw = (serversPerRack * maxPowerW) / 1000;
    return close(kw, kwPerRack)
      ? false
      : `${String(serversPerRack)} servers are ${figure(kw)} kW, not ${figure(kwPerRack)} kW.`;
  },
  'accelerators of its nodes': ({ serverId, scaleTable = [] }) => {
    const gpus = serverId === null ? null : (findServer(serverId)?.gpus ?? null);
    const wrong = gpus === null ? undefined : scaleTable.find((row) => row.nodes * gpus !== row.gpus);
    return wrong !== undefined && `${figure(wrong.nodes)} nodes do not have ${figure(wrong.gpus)} GPUs.`;
  },
};

const statedReason = (id: string, rule: string): string | null =>
  statedContradictions.find(({ ids, rules }) => ids.includes(id) && rules.test(rule))?.reason ?? null;

const apply = <T extends { readonly id: string }>(
  kind: Contradiction['kind'],
  records: readonly T[],
  rules: Rules<T>,
): Contradiction[] =>
  records.flatMap((record) =>
    Object.entries(rules).flatMap(([rule, check]) => {
      const message = check(record);
      return message === false ? [] : { id: record.id, kind, rule, message, stated: statedReason(record.id, rule) };
    }),
  );

export const findContradictions = (): Contradiction[] => [
  ...apply('accelerator', accelerators, acceleratorRules),
  ...apply('server', servers, serverRules),
  ...apply('model', models, modelRules),
  ...apply('rack', racks, rackRules),
  ...apply('switch', switches, switchRules),
  ...apply('reference architecture', referenceArchitectures, podRules),
];

/** A record of any kind, as far as its numbers are compared with what other sources say of them. */
interface Compared {
  readonly id: string;
  readonly otherValues?: readonly { readonly field: string; readonly value: unknown; readonly source: string }[];
}

const chips: readonly Compared[] = accelerators.flatMap(({ id, silicon }) =>
  silicon === null ? [] : { id, ...silicon },
);

export const findDisagreements = (): Disagreement[] =>
  ([...accelerators, ...chips, ...servers, ...models] as readonly Compared[]).flatMap((record) =>
    (record.otherValues ?? []).flatMap(({ field, value, source }) => {
      const given = (record as unknown as Readonly<Record<string, unknown>>)[field];
      const ours = typeof given === 'number' ? given : null;
      if (typeof value !== 'number' || (ours !== null && close(value, ours))) return [];
      return { id: record.id, field, ours, theirs: value, source };
    }),
  );
