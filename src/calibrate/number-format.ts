import type { Accelerator } from '../catalog/schema.ts';

/** A number format that a table of timings may state, and what follows from it. */
export interface NumberFormat {
  readonly dtype: string;
  readonly elementBytes: number;
  /** Dense peak of the matrix units in this format, in TFLOP/s; null where nobody published it. */
  readonly peakTflops: (accelerator: Accelerator) => number | null;
  readonly names: readonly string[];
}

/** Both 16-bit formats run at one speed wherever both exist. */
const peak16 = ({ peakDenseBf16Tflops, peakDenseFp16Tflops }: Accelerator): number | null =>
  peakDenseBf16Tflops ?? peakDenseFp16Tflops;

export const BF16: NumberFormat = { dtype: 'bf16', elementBytes: 2, peakTflops: peak16, names: ['bf16', 'bfloat16'] };

export const NUMBER_FORMATS: readonly NumberFormat[] = [
  BF16,
  { dtype: 'fp16', elementBytes: 2, peakTflops: peak16, names: ['fp16', 'float16', 'half', 'f16'] },
  {
    dtype: 'fp8',
    elementBytes: 1,
    peakTflops: ({ peakDenseFp8Tflops }) => peakDenseFp8Tflops,
    names: ['fp8', 'float8', 'fp8_e4m3', 'float8_e4m3fn', 'e4m3'],
  },
  { dtype: 'int8', elementBytes: 1, peakTflops: ({ peakDenseInt8Tops }) => peakDenseInt8Tops, names: ['int8', 'i8'] },
  {
    dtype: 'tf32',
    elementBytes: 4,
    peakTflops: ({ peakDenseTf32Tflops }) => peakDenseTf32Tflops,
    names: ['tf32', 'tfloat32'],
  },
  {
    dtype: 'fp32',
    elementBytes: 4,
    peakTflops: ({ peakDenseFp32Tflops }) => peakDenseFp32Tflops,
    names: ['fp32', 'float32', 'f32'],
  },
];

export const numberFormat = (name: string): NumberFormat | null =>
  NUMBER_FORMATS.find(({ names }) => names.includes(name.toLowerCase())) ?? null;

/** Whether timings in both may stand in one fit: the two 16-bit formats are timed alike. */
export const timedAlike = (a: NumberFormat, b: NumberFormat): boolean => a.peakTflops === b.peakTflops;
