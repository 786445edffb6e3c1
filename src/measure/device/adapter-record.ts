import type { AdapterRecord } from '../../records/measurement.ts';

/** Software rasterisers name themselves; `isFallbackAdapter` alone misses some of them. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software|cpu/i;

interface MatrixInfo {
  readonly subgroupMatrixConfigs?: Iterable<{
    readonly componentType: string;
    readonly resultComponentType: string;
    readonly M: number;
    readonly N: number;
    readonly K: number;
  }>;
}

const subgroupMatrices = (info: MatrixInfo): AdapterRecord['subgroupMatrices'] =>
  [...(info.subgroupMatrixConfigs ?? [])].map(({ componentType, resultComponentType, M, N, K }) => ({
    m: M,
    n: N,
    k: K,
    input: componentType,
    result: resultComponentType,
  }));

export const describeAdapter = (adapter: GPUAdapter): AdapterRecord => {
  const { info, limits } = adapter;
  const named = [info.vendor, info.architecture, info.device, info.description].join(' ');
  const numbers: Record<string, number> = {};
  for (const name in limits) {
    const value = (limits as unknown as Record<string, unknown>)[name];
    if (typeof value === 'number' && Number.isFinite(value)) numbers[name] = value;
  }
  const sizes = info as { subgroupMinSize?: number; subgroupMaxSize?: number };
  const subgroups = adapter.features.has('subgroups');
  return {
    vendor: info.vendor,
    architecture: info.architecture,
    device: info.device,
    description: info.description,
    software: info.isFallbackAdapter || SOFTWARE.test(named),
    features: [...adapter.features].sort(),
    limits: numbers,
    subgroupMinSize: subgroups ? (sizes.subgroupMinSize ?? null) : null,
    subgroupMaxSize: subgroups ? (sizes.subgroupMaxSize ?? null) : null,
    subgroupMatrices: subgroupMatrices(info as MatrixInfo),
  };
};
