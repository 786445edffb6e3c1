import { describe, expect, it } from 'vitest';
import type { Dtype } from '../../records/dtypes.ts';
import { matmulProgram, plainProblem, takesProblem } from './matmul-program.ts';
import type { Step } from './program.ts';
import { evaluate } from './template.ts';
import { matmulVariants, type MatmulVariant } from './variants.ts';

/**
 * What makes a kernel fast on GPUs that nobody here has, read out of the assembled shaders: accumulators fit the
 * registers, workgroup memory fits every device, and what the lanes of a subgroup load together lies together.
 */
const LANES = 32;
/** The unit in which GPUs fetch from memory. */
const SECTOR_BYTES = 32;
const MOST_ACCUMULATORS = 128;
const PORTABLE_WORKGROUP_BYTES = 16_384;

/** The others have workgroups of one small subgroup, for CPUs that play GPUs, or sizes of 4 and 8 that no GPU has. */
const forGpus = ({ workgroup, subgroupSize, family }: MatmulVariant): boolean =>
  family !== 'naive' && workgroup[0] * workgroup[1] >= LANES && (subgroupSize ?? LANES) >= 16;

const cases = matmulVariants.filter(forGpus).flatMap((variant) => {
  const dtype: Dtype = variant.dtypes[0]!;
  const plain = plainProblem({ m: 1024, n: 1024, k: 1024 }, dtype);
  const program = matmulProgram(variant, takesProblem(variant, plain) ? plain : { ...plain, layout: 'nt' });
  const step = program.steps.find(({ label }) => label === variant.id);
  return step === undefined ? [] : [{ id: variant.id, variant, dtype, step }];
});

const BYTES: Readonly<Record<string, number>> = { f32: 4, i32: 4, u32: 4, f16: 2, vec4f: 16, Acc: 16 };

/** Arguments of a call that starts at `open`, split at its own commas. */
const argumentsAt = (code: string, open: number): string[] => {
  const found: string[] = [''];
  for (let at = open + 1, depth = 0; ; at++) {
    const letter = code[at]!;
    if (depth === 0 && (letter === ')' || letter === ']')) return found.map((text) => text.trim());
    if ('(['.includes(letter)) depth++;
    if (')]'.includes(letter)) depth--;
    if (letter === ',' && depth === 0) found.push('');
    else found[found.length - 1]! += letter;
  }
};

/** WGSL's integer expressions in the words of the template's evaluator; clamps at the edge do nothing inside. */
const plain = (expression: string): string =>
  expression
    .replace(/min\((.+), [\w.]+ - 1u\)/g, '($1)')
    .replace(/(\d)u\b/g, '$1')
    .replace(/[A-Za-z_][\w.]*/g, (name) => name.replaceAll('.', '_'));

type Values = Record<string, number | string>;

/** Values of main's names for one thread of the first workgroup, as far as they are computed before the loop. */
const namesOf = (step: Step, { workgroup, subgroupSize }: MatmulVariant, thread: number): Values => {
  const size = subgroupSize ?? LANES;
  const values: Values = {
    local_x: thread % workgroup[0],
    local_y: Math.floor(thread / workgroup[0]),
    id_x: thread % workgroup[0],
    id_y: Math.floor(thread / workgroup[0]),
    thread,
    t: thread,
    lane: thread % size,
    subgroup_lane: thread % size,
  };
  for (const name of ['group_x', 'group_y', 'group_z', 'a_base', 'b_base', 'k_begin', 'k', 'first_a', 'first_b'])
    values[name] = 0;
  for (const name of ['row_begin', 'batch_a', 'batch_b', 'batch_a4', 'batch_b4']) values[`dims_${name}`] = 0;
  for (const [, name, value] of step.code.matchAll(/^const (\w+) = (\d+)u;/gm)) values[name!] = Number(value);
  Object.assign(values, {
    dims_lda4: 256,
    dims_ldb4: 256,
    dims_lda16: 64,
    dims_lda: 1024,
    dims_ldb: 1024,
    dims_k_elements: 256,
    dims_n: 1024,
    dims_m: 1024,
  });
  const body = step.code.slice(step.code.indexOf('fn main('));
  for (const [, name, expression] of body.matchAll(/^ {2}let (\w+) = ([^;]+);/gm)) {
    try {
      values[name!] = evaluate(plain(expression!), values);
    } catch {
      // A float or a vector: no part of an address.
    }
  }
  for (const [, name, expression] of body.matchAll(/for \(var (\w+) = (\w+);/g))
    values[name!] ??= Number(evaluate(plain(expression!), values));
  return values;
};

/** Byte addresses and sizes of what the kernel's loop loads, one function of the thread's names for every load. */
const loadsOf = (
  { code }: Step,
  { family, parameters }: MatmulVariant,
  dtype: Dtype,
): { operand: 'a' | 'b'; bytes: number; address: (values: Values) => number }[] => {
  const body = code.slice(code.indexOf('fn main('));
  const value = (expression: string, values: Values): number => Number(evaluate(plain(expression), values));
  const element = { f16: 2, 'f16-accumulate': 2, i8: 1 }[dtype as string] ?? 4;
  return [...body.matchAll(/(load_a|load_b|stage_a|stage_b|\b[ab](?=\[))[([]/g)].map((match) => {
    const [name] = match.slice(1);
    const args = argumentsAt(body, match.index + match[0].length - 1);
    const operand = name!.endsWith('a') ? ('a' as const) : ('b' as const);
    const pitch = operand === 'a' ? 'dims_lda' : 'dims_ldb';
    if (name!.startsWith('stage')) {
      const [row, col] = args;
      return {
        operand,
        bytes: dtype === 'i8' ? 4 : element,
        address: (values) => (value(row!, values) * Number(values[pitch]) + value(col!, values)) * element,
      };
    }
    if (name === 'load_b') {
      return {
        operand,
        bytes: 4 * element,
        address: (values) => (value(args[0]!, values) * 256 + value(args[2]!, values)) * 4 * element,
      };
    }
    // Only few rows of A are read by scalars, and B by elements of WIDTH.
    const width = family === 'gemv-plain' && operand === 'a' ? 1 : (parameters['WIDTH'] ?? 4);
    const bytes = dtype === 'i8' ? 16 : width * element;
    return { operand, bytes, address: (values) => value(args[0]!, values) * bytes };
  });
};

describe('kernels meant for GPUs', () => {
  it('are most of the table, of every family but the baseline', () => {
    expect(new Set(cases.map(({ variant }) => variant.family))).toEqual(
      new Set(matmulVariants.map(({ family }) => family).filter((family) => family !== 'naive')),
    );
  });

  it.each(cases)('$id keeps its accumulators in registers, as many as its descriptor says', ({ variant, step }) => {
    const named = step.code.match(/^ {2}var c\d+(_\d+)? = /gm)?.length ?? 0;
    const width = { 'gemv-plain': variant.parameters['WIDTH'], 'gemv-dot': 1 }[variant.family as string] ?? 4;
    if (variant.family !== 'subgroup-matrix') expect(width * named).toBe(variant.accumulators);
    expect(variant.accumulators).toBeLessThanOrEqual(MOST_ACCUMULATORS);
  });

  it.each(cases)('$id has the workgroup memory of its descriptor, within 16 KiB', ({ variant, step, dtype }) => {
    const declared = [...step.code.matchAll(/var<workgroup> \w+: array<(\w+), (\d+)>/g)];
    const bytes = declared.reduce((sum, [, type, count]) => sum + (BYTES[type!] ?? NaN) * Number(count), 0);
    if (dtype !== 'i8') expect(bytes).toBe(variant.workgroupBytes);
    expect(bytes).toBeLessThanOrEqual(PORTABLE_WORKGROUP_BYTES);
  });

  it.each(cases.filter(({ variant }) => variant.family !== 'texture'))(
    '$id: lanes use all they fetch of B with every load, and in a round of the loop half of what they fetch of A',
    ({ variant, dtype, step }) => {
      const loads = loadsOf(step, variant, dtype);
      expect(new Set(loads.map(({ operand }) => operand))).toEqual(new Set(['a', 'b']));
      const lanes = Array.from({ length: variant.subgroupSize ?? LANES }, (_, lane) => namesOf(step, variant, lane));
      const used = (addresses: ReadonlySet<number>, bytes: number): number => {
        const sectors = new Set([...addresses].map((at) => Math.floor(at / SECTOR_BYTES)));
        return (addresses.size * bytes) / (sectors.size * SECTOR_BYTES);
      };
      for (const { operand, bytes, address } of loads)
        if (operand === 'b') expect(used(new Set(lanes.map(address)), bytes)).toBe(1);
      const ofA = loads.filter(({ operand }) => operand === 'a');
      const addresses = new Set(ofA.flatMap(({ address }) => lanes.map(address)));
      expect(used(addresses, ofA[0]!.bytes)).toBeGreaterThanOrEqual(0.5);
    },
  );
});
