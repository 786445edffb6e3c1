import { describe, expect, it } from 'vitest';
import { ResourceType, WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { matmulProgram, plainProblem, takesProblem, type MatmulProblem } from './matmul-program.ts';
import { fmaWorkload, streamWorkload } from './probes.ts';
import type { Binding, Program, Step } from './program.ts';
import { matmulVariants, type MatmulVariant } from './variants.ts';

/** In the layout that the variant is for. */
const programOf = (variant: MatmulVariant, plain: MatmulProblem): Program =>
  matmulProgram(variant, takesProblem(variant, plain) ? plain : { ...plain, layout: 'nt' });

const programs: [string, Program][] = [
  ...matmulVariants.flatMap((variant): [string, Program][] =>
    variant.dtypes.flatMap((dtype): [string, Program][] => [
      [`${variant.id} ${dtype}, aligned`, programOf(variant, plainProblem({ m: 64, n: 64, k: 64 }, dtype))],
      [`${variant.id} ${dtype}, odd`, programOf(variant, plainProblem({ m: 5, n: 6, k: 7 }, dtype))],
    ]),
  ),
  ...([1, 4] as const).map((lanes): [string, Program] => [
    `fma of ${String(lanes)} lanes`,
    fmaWorkload({ chains: 2, lanes, threads: 64, steps: 1 }).program,
  ]),
  ...(['read', 'write', 'copy'] as const).map((kind): [string, Program] => [
    kind,
    streamWorkload({ kind, bytes: 65_536, threads: 64 }).program,
  ]),
];

/** WebGPU's guaranteed limits, which every portable kernel keeps. */
const PORTABLE = { invocations: 256, workgroupBytes: 16_384 };

const reflect = (step: Step) => {
  // The parser knows neither matrix types nor template arguments of functions.
  const plain = step.code.replace(/subgroup_matrix_\w+<[^>]*>/g, 'f32').replace(/(subgroupMatrix\w+)<[^>]*>/g, '$1');
  const found = new WgslReflect(plain);
  const bound = (kind: string, variable: { group: number; binding: number; access?: string }): string =>
    [variable.group, variable.binding, kind, variable.access?.replaceAll(' ', '') ?? ''].join(' ').trim();
  return {
    bindings: [
      ...found.storage.map((variable) =>
        bound(variable.resourceType === ResourceType.StorageTexture ? 'texture' : 'buffer', variable),
      ),
      ...found.textures.map((variable) => bound('texture', { ...variable, access: 'sample' })),
      ...found.samplers.map(({ group, binding }) => bound('sampler', { group, binding })),
    ].sort(),
    uniforms: found.uniforms.map(({ group, binding, size }) => ({ group, binding, size })),
    sizes: found.entry.compute.map(({ stage, resources, attributes, name }) => ({
      stage,
      name,
      resources: resources.length,
      workgroupSize: (attributes ?? []).find((attribute) => attribute.name === 'workgroup_size')?.value,
    })),
  };
};

const described = (bound: Binding): string => {
  if ('sampler' in bound) return `0 ${String(bound.binding)} sampler`;
  return `0 ${String(bound.binding)} ${'buffer' in bound ? 'buffer' : 'texture'} ${bound.access}`;
};

describe.each(programs)('%s', (_, program) => {
  it.each(program.steps.map((step) => [step.label, step] as const))(
    '%s: the shader has what its descriptor says',
    (__, step) => {
      const { bindings, uniforms, sizes } = reflect(step);
      expect(bindings).toEqual(step.bindings.map(described).sort());
      expect(uniforms.map(({ group, binding }) => ({ group, binding }))).toEqual([
        { group: 0, binding: step.uniformBinding },
      ]);
      expect(uniforms[0]!.size).toBe(4 * (step.uniform?.length ?? 0));
      expect(sizes).toHaveLength(1);
      expect(sizes[0]!.name).toBe('main');
      const declared = [sizes[0]!.workgroupSize ?? []].flat().map(Number);
      expect([...declared, 1, 1].slice(0, 3)).toEqual(step.workgroupSize);
      expect(step.workgroupSize.reduce((a, b) => a * b)).toBeLessThanOrEqual(PORTABLE.invocations);
      expect(Math.max(...step.workgroups)).toBeLessThanOrEqual(65_535);
    },
  );

  it('declares what it binds and binds what it declares', () => {
    const bindings = program.steps.flatMap((step) => step.bindings);
    const buffers = new Set(bindings.flatMap((bound) => ('buffer' in bound ? [bound.buffer] : [])));
    const textures = new Set(bindings.flatMap((bound) => ('texture' in bound ? [bound.texture] : [])));
    expect([...buffers].sort()).toEqual(program.buffers.map(({ name }) => name).sort());
    expect([...textures].sort()).toEqual(program.textures.map(({ name }) => name).sort());
  });
});
