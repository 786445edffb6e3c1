/** Number formats of the products; measure/kernels/dtypes.ts says what they are made of. */
export const DTYPES = ['f32', 'f16', 'f16-accumulate', 'i8', 'w8', 'w4'] as const;
export type Dtype = (typeof DTYPES)[number];
