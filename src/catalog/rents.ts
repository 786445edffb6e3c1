/** Published prices of an accelerator hour; USD, without electricity, which is in them. */
export interface PublishedRent {
  readonly accelerators: readonly string[];
  /** Paid while in use, or for years whether in use or not. */
  readonly kind: 'on-demand' | 'reserved';
  readonly usdPerGpuHour: number;
  readonly source: string;
  readonly date: string;
}

const INFERENCEX = 'InferenceX-app, GPU_SPECS: rental for three years';

const reserved = (usdPerGpuHour: number, ...accelerators: string[]): PublishedRent => ({
  accelerators,
  kind: 'reserved',
  usdPerGpuHour,
  source: INFERENCEX,
  date: '2026-04',
});

/** The newest of each kind that was found for an accelerator. */
export const publishedRents: readonly PublishedRent[] = [
  reserved(1.3, 'h100-sxm'),
  reserved(1.6, 'h200-sxm'),
  reserved(2.9, 'b200-sxm'),
  reserved(3.3, 'gb200'),
  reserved(1.55, 'mi300x'),
  reserved(1.8, 'mi325x'),
  reserved(2.1, 'mi355x'),
  {
    accelerators: ['h100-sxm'],
    kind: 'on-demand',
    usdPerGpuHour: 2,
    source: 'clustermax.ai, total cost of a cluster of 4,096 GPUs',
    date: '2026',
  },
  {
    accelerators: ['a100-sxm-80gb', 'a100-sxm-40gb'],
    kind: 'on-demand',
    usdPerGpuHour: 3,
    source: 'Tom Goldstein’s thread on the cost of ChatGPT: an A100 in a cloud',
    date: '2022-12',
  },
  {
    accelerators: ['a100-sxm-80gb', 'a100-sxm-40gb'],
    kind: 'reserved',
    usdPerGpuHour: 1,
    source: 'SemiAnalysis, “The Inference Cost of Search Disruption”: HGX A100',
    date: '2023-02',
  },
];

export const publishedRent = (accelerator: string, kind: PublishedRent['kind']): PublishedRent | null =>
  publishedRents.find((rent) => rent.kind === kind && rent.accelerators.includes(accelerator)) ?? null;
