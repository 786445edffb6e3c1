import { formatNumber, quantityText } from '../../base/format.ts';
import type { Accelerator } from '../../catalog/schema.ts';
import type { MeasuredRow } from '../../catalog/schema-measured.ts';
import type { XyChartData, XyCurve, XyPoint, XySeries } from './xy-data.ts';

type Product = Extract<MeasuredRow, { readonly kind: 'gemm' }>;

/** Peak in 16 bits; null where there is none or no bandwidth to stand it on. */
const roofOf = (accelerator: Accelerator): { readonly tflops: number; readonly gbps: number } | null => {
  const tflops = accelerator.peakDenseBf16Tflops ?? accelerator.peakDenseFp16Tflops;
  const gbps = accelerator.memoryBandwidthGBps;
  return tflops === null || gbps === null ? null : { tflops, gbps };
};

const ridge = ({ tflops, gbps }: { tflops: number; gbps: number }): number => (tflops * 1e3) / gbps;

/** Whole roofs would hide each other: these span the field, the others are their ridge points. */
const DRAWN_ROOFS = ['b200-sxm', 'a100-sxm-80gb', 't4', 'apple-m4-max'];
const LEAST_INTENSITY = 8;
const MOST_INTENSITY = 8192;

const VENDORS: readonly { readonly label: string; readonly holds: (vendor: string) => boolean }[] = [
  { label: 'NVIDIA', holds: (vendor) => vendor === 'NVIDIA' },
  { label: 'AMD', holds: (vendor) => vendor === 'AMD' },
  { label: 'others', holds: (vendor) => vendor !== 'NVIDIA' && vendor !== 'AMD' },
];

const ridgePoint = (accelerator: Accelerator): XyPoint[] => {
  const roof = roofOf(accelerator);
  if (roof === null) return [];
  return [
    {
      x: ridge(roof),
      y: roof.tflops,
      low: null,
      high: null,
      hollow: false,
      reading: `${accelerator.name}: ${quantityText(roof.tflops, 'TFLOP/s')} over ${quantityText(roof.gbps, 'GB/s')}; compute binds above ${formatNumber(ridge(roof))} FLOP/byte`,
    },
  ];
};

const BYTES: Readonly<Record<string, number>> = { bf16: 2, fp16: 2 };

/** A product in 16 bits at its arithmetic intensity; other formats stand under other roofs. */
const productPoint = ({ m, n, k, precision, measuredTflops, accelerator }: Product): XyPoint[] => {
  const bytes = BYTES[precision];
  if (bytes === undefined) return [];
  return [
    {
      x: (2 * m * n * k) / (bytes * (m * k + k * n + m * n)),
      y: measuredTflops,
      low: null,
      high: null,
      hollow: true,
      reading: `${accelerator}, ${String(m)}×${String(n)}×${String(k)} ${precision}: ${quantityText(measuredTflops, 'TFLOP/s')} measured`,
    },
  ];
};

const roofCurve = (accelerator: Accelerator): XyCurve[] => {
  const roof = roofOf(accelerator);
  if (roof === null) return [];
  return [
    {
      kind: 'roof',
      label: accelerator.name,
      points: [
        [LEAST_INTENSITY, (LEAST_INTENSITY * roof.gbps) / 1e3],
        [ridge(roof), roof.tflops],
        [MOST_INTENSITY, roof.tflops],
      ],
    },
  ];
};

/** All accelerators on one roofline, in 16 bits: where the roof of each turns, and what products really reached. */
export const catalogRoofline = (accelerators: readonly Accelerator[], rows: readonly MeasuredRow[]): XyChartData => {
  const drawn = accelerators.flatMap((accelerator) => {
    const roof = roofOf(accelerator);
    return roof === null ? [] : [{ accelerator, roof }];
  });
  const vendors = VENDORS.map(({ label, holds }, style) => ({
    label,
    style: style as XySeries['style'],
    connected: false,
    points: drawn
      .filter(({ accelerator }) => holds(accelerator.vendor))
      .flatMap(({ accelerator }) => ridgePoint(accelerator)),
  }));
  const products = rows.flatMap((row) => (row.kind === 'gemm' ? productPoint(row) : []));
  const intensities = drawn.map(({ roof }) => ridge(roof)).sort((a, b) => a - b);
  return {
    title: 'Accelerators on one roofline, 16-bit products',
    summary: `The roof of each turns between ${formatNumber(intensities[0] ?? NaN)} and ${formatNumber(intensities.at(-1) ?? NaN)} FLOP/byte: below it memory binds, above it compute. Hollow marks are measured products.`,
    x: {
      quantity: 'Arithmetic intensity',
      unit: 'FLOP/byte',
      scale: 'log',
      include: [LEAST_INTENSITY, MOST_INTENSITY],
    },
    y: { quantity: 'Throughput', unit: 'TFLOP/s', scale: 'log', include: [] },
    series: [...vendors, { label: 'measured', style: 3, connected: false, points: products }],
    curves: DRAWN_ROOFS.flatMap((id) => accelerators.filter((candidate) => candidate.id === id).flatMap(roofCurve)),
    table: {
      head: ['Accelerator', 'Peak, TFLOP/s', 'Bandwidth, GB/s', 'Ridge, FLOP/byte'],
      rows: [...drawn]
        .sort((a, b) => b.roof.tflops - a.roof.tflops)
        .map(({ accelerator, roof }) => [
          accelerator.name,
          formatNumber(roof.tflops, 4),
          formatNumber(roof.gbps, 4),
          formatNumber(ridge(roof)),
        ]),
    },
  };
};
