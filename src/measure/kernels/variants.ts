/**
 * The matmul variants, from simple to elaborate. `rows` and `cols` are what a thread owns, in outputs down and in vec4
 * across. An id names its parameters, so that a stored result says what ran.
 */
export interface MatmulVariant {
  readonly id: string;
  readonly family: 'naive' | 'register';
  readonly rows: number;
  readonly cols: number;
  readonly workgroup: readonly [number, number];
}

const register = (rows: number, cols: number, workgroup: readonly [number, number]): MatmulVariant => ({
  id: `register-${String(rows)}x${String(4 * cols)}-wg${workgroup.join('x')}`,
  family: 'register',
  rows,
  cols,
  workgroup,
});

export const matmulVariants: readonly MatmulVariant[] = [
  { id: 'naive', family: 'naive', rows: 1, cols: 1, workgroup: [8, 8] },
  register(1, 1, [64, 1]),
  register(4, 1, [8, 8]),
  register(8, 2, [8, 8]),
];

export const findVariant = (id: string): MatmulVariant | undefined =>
  matmulVariants.find((variant) => variant.id === id);
