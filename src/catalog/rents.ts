import { CITATIONS } from './citations.ts';

/** Published prices of an accelerator hour; USD, without electricity, which is in them. */
export interface PublishedRent {
  readonly accelerators: readonly string[];
  /** Paid while in use, for years whether in use or not, or to a provider that rents out accelerators and little else. */
  readonly kind: 'on-demand' | 'reserved' | 'neocloud';
  readonly usdPerGpuHour: number;
  readonly source: string;
  readonly date: string;
}

const INFERENCEX_COLUMNS = { reserved: 'rental for three years', neocloud: 'neocloud' } as const;

const inferenceX = (
  kind: keyof typeof INFERENCEX_COLUMNS,
  usdPerGpuHour: number,
  ...accelerators: string[]
): PublishedRent => ({
  accelerators,
  kind,
  usdPerGpuHour,
  source: `${CITATIONS.inferenceX.author}, ${CITATIONS.inferenceX.title}, ${INFERENCEX_COLUMNS[kind]}`,
  date: CITATIONS.inferenceX.date,
});

/** The newest of each kind that was found for an accelerator. */
export const publishedRents: readonly PublishedRent[] = [
  inferenceX('reserved', 1.3, 'h100-sxm'),
  inferenceX('reserved', 1.6, 'h200-sxm'),
  inferenceX('reserved', 2.9, 'b200-sxm'),
  inferenceX('reserved', 3.3, 'gb200'),
  inferenceX('reserved', 1.55, 'mi300x'),
  inferenceX('reserved', 1.8, 'mi325x'),
  inferenceX('reserved', 2.1, 'mi355x'),
  inferenceX('neocloud', 1.69, 'h100-sxm'),
  inferenceX('neocloud', 1.74, 'h200-sxm'),
  inferenceX('neocloud', 2.34, 'b200-sxm'),
  inferenceX('neocloud', 2.75, 'gb200'),
  inferenceX('neocloud', 1.4, 'mi300x'),
  inferenceX('neocloud', 1.59, 'mi325x'),
  inferenceX('neocloud', 1.9, 'mi355x'),
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
