import type { AdapterRecord } from '../../../records/measurement.ts';

export const MATRIX_FEATURE = 'chromium-experimental-subgroup-matrix';

/** Whether a run could reach the matrix units of a GPU, in a sentence or two. */
export const tensorCoreSentence = ({ software, features, subgroupMatrices = [] }: AdapterRecord): string => {
  if (features.includes(MATRIX_FEATURE)) {
    const shapes = [...new Set(subgroupMatrices.map(({ m, n, k, input }) => `${m}×${n}×${k} ${input}`))];
    return `Subgroup matrices are on (experimental), the way to a GPU's tensor cores from WGSL: ${shapes.join(', ') || 'no shapes named'}. f16 and int8 products use them.`;
  }
  const flag = `chrome://flags/#enable-unsafe-webgpu (--enable-unsafe-webgpu on the command line)`;
  return software
    ? `A software adapter has no tensor cores. On a GPU they are reached by subgroup matrices only (${MATRIX_FEATURE}), which in Chrome need ${flag}.`
    : `Tensor cores were not reached: WGSL gets to them through subgroup matrices only (${MATRIX_FEATURE}, experimental), which this adapter did not offer. In Chrome switch on ${flag} and measure f16 again; browsers without it cannot.`;
};
