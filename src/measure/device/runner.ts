import { entryAt } from '../../base/checked.ts';
import type { Binding, Program, Step, Typed } from '../kernels/program.ts';
import { failure, GpuFailureError } from './failure.ts';
import type { Lease } from './owner.ts';

/** A program made real on a device: pipelines built, buffers allocated, ready to be submitted any number of times. */
export interface Prepared {
  /** Time that building all pipelines took when they were first built on this device, nothing else. */
  readonly compileMs: number;
  readonly upload: (inputs: Readonly<Record<string, Typed>>) => void;
  /**
   * Submits the steps `times` over, in one pass unless `dispatchesPerSubmit` cuts them up for the watchdog's sake;
   * timestamps of the whole go into slot `slot` where there is a query set.
   */
  readonly submit: (times: number, slot: number | null, dispatchesPerSubmit?: number) => void;
  /** Submits the steps `times` over and waits for them: wall time from the submit until the queue is done, ms. */
  readonly timeMs: (times: number, slot?: number | null) => Promise<number>;
  /** Begin and end in nanoseconds of every slot written so far. */
  readonly timestamps: () => Promise<readonly { readonly beginNs: bigint; readonly endNs: bigint }[]>;
  readonly readOutputs: () => Promise<Record<string, ArrayBuffer>>;
  /** Submits a copy of the first output's first four bytes and waits until JavaScript can read them. */
  readonly mapOutput: () => Promise<void>;
  /** Time of asking for all pipelines once more, which the browser has by now. */
  readonly rebuildMs: () => Promise<number>;
  readonly destroy: () => void;
}

export interface RunnerOptions {
  readonly now: () => number;
  /** Slots for timestamps; 0 where the wall clock is all there is. */
  readonly slots: number;
}

/** Compilation errors come with WGSL's line numbers, so the source goes along. */
const explain = async (module: GPUShaderModule, step: Step, reason: unknown): Promise<GpuFailureError> => {
  const { messages } = await module.getCompilationInfo();
  const listed = messages
    .map(({ lineNum, linePos, message }) => `${String(lineNum)}:${String(linePos)} ${message}`)
    .join('\n');
  return new GpuFailureError(
    failure('validation', `${step.label}: ${reason instanceof Error ? reason.message : String(reason)}\n${listed}`),
  );
};

/** Stated and not derived from the shader, because a derived layout takes every sampled texture for a filterable one. */
const layoutEntry = (bound: Binding): GPUBindGroupLayoutEntry => {
  const entry = { binding: bound.binding, visibility: GPUShaderStage.COMPUTE };
  if ('sampler' in bound) return { ...entry, sampler: { type: 'non-filtering' } };
  if ('buffer' in bound)
    return { ...entry, buffer: { type: bound.access === 'read' ? 'read-only-storage' : 'storage' } };
  return bound.access === 'sample'
    ? { ...entry, texture: { sampleType: 'unfilterable-float' } }
    : { ...entry, storageTexture: { access: 'write-only', format: 'rgba32float' } };
};

interface Built {
  readonly layout: GPUBindGroupLayout;
  readonly pipeline: GPUComputePipeline;
  readonly ms: number;
}

/** Pipelines of a device by their source, with the time that building them took: the shapes of a suite share kernels. */
const builtOn = new WeakMap<GPUDevice, Map<string, Built>>();

const buildAnew = async (device: GPUDevice, step: Step, now: () => number): Promise<Built> => {
  const start = now();
  const module = device.createShaderModule({ code: step.code, label: step.label });
  try {
    const entries = step.bindings.map(layoutEntry);
    if (step.uniform !== null) {
      entries.push({ binding: step.uniformBinding, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform' } });
    }
    const layout = device.createBindGroupLayout({ entries });
    const pipeline = await device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    });
    return { layout, pipeline, ms: now() - start };
  } catch (reason) {
    throw await explain(module, step, reason);
  }
};

const build = async (device: GPUDevice, step: Step, now: () => number): Promise<Built> => {
  const known = builtOn.get(device) ?? new Map<string, Built>();
  builtOn.set(device, known);
  const built = known.get(step.code) ?? (await buildAnew(device, step, now));
  known.set(step.code, built);
  return built;
};

const checkSizes = (device: GPUDevice, program: Program): void => {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  for (const { name, bytes } of program.buffers) {
    if (bytes <= most) continue;
    throw new GpuFailureError(
      failure(
        'out-of-memory',
        `Operand ${name} needs ${String(bytes)} bytes; this device takes ${String(most)} bytes in one buffer. Choose a smaller size.`,
      ),
    );
  }
};

export const prepare = async (
  { device }: Lease,
  program: Program,
  { now, slots }: RunnerOptions,
): Promise<Prepared> => {
  checkSizes(device, program);
  const pipelines = new Map<string, Built>();
  for (const step of program.steps) {
    if (!pipelines.has(step.code)) pipelines.set(step.code, await build(device, step, now));
  }
  const compileMs = [...pipelines.values()].reduce((sum, { ms }) => sum + ms, 0);

  const owned: { destroy(): void }[] = [];
  const own = <T extends { destroy(): void }>(resource: T): T => {
    owned.push(resource);
    return resource;
  };
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffers = new Map(
    program.buffers.map(({ name, bytes }) => [
      name,
      own(device.createBuffer({ size: Math.ceil(bytes / 16) * 16, usage, label: name })),
    ]),
  );
  const textures = new Map(
    program.textures.map(({ name, width, height }) => {
      const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING;
      return [
        name,
        own(device.createTexture({ size: [width, height], format: 'rgba32float', usage, label: name })),
      ] as const;
    }),
  );
  const nearest = device.createSampler();
  const resourceOf = (bound: Binding): GPUBindingResource | undefined => {
    if ('sampler' in bound) return nearest;
    if ('texture' in bound) return textures.get(bound.texture)?.createView();
    const buffer = buffers.get(bound.buffer);
    return buffer && { buffer };
  };
  const commands = program.steps.map((step) => {
    const built = pipelines.get(step.code);
    if (built === undefined) throw new Error(`No pipeline for ${step.label}.`);
    const entries: GPUBindGroupEntry[] = step.bindings.map((bound) => {
      const resource = resourceOf(bound);
      if (resource === undefined)
        throw new Error(`${step.label} binds at ${String(bound.binding)} what the program does not declare.`);
      return { binding: bound.binding, resource };
    });
    if (step.uniform !== null) {
      const size = Math.ceil(step.uniform.length / 4) * 16;
      const uniform = own(device.createBuffer({ size, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST }));
      device.queue.writeBuffer(uniform, 0, Uint32Array.from(step.uniform));
      entries.push({ binding: step.uniformBinding, resource: { buffer: uniform } });
    }
    const group = device.createBindGroup({ layout: built.layout, entries });
    return { pipeline: built.pipeline, group, workgroups: step.workgroups };
  });
  const querySet = slots > 0 ? own(device.createQuerySet({ type: 'timestamp', count: 2 * slots })) : null;
  let slotsUsed = 0;

  const readBack = async (source: GPUBuffer, bytes: number): Promise<ArrayBuffer> => {
    const size = Math.ceil(bytes / 4) * 4;
    const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    try {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(source, 0, staging, 0, size);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      return staging.getMappedRange().slice(0, bytes);
    } finally {
      staging.destroy();
    }
  };

  let mappable: GPUBuffer | null = null;
  const mapOutput = async (): Promise<void> => {
    const output = program.buffers.find(({ role }) => role === 'output');
    const source = output && buffers.get(output.name);
    if (source === undefined) throw new Error('There is no output to map.');
    mappable ??= own(device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST }));
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, mappable, 0, 4);
    device.queue.submit([encoder.finish()]);
    await mappable.mapAsync(GPUMapMode.READ);
    mappable.unmap();
  };

  const submit: Prepared['submit'] = (times, slot, dispatchesPerSubmit = Infinity) => {
    const stamped = querySet !== null && slot !== null && slot < slots;
    if (stamped) slotsUsed = Math.max(slotsUsed, slot + 1);
    const total = times * commands.length;
    for (let begin = 0; begin < total; begin += dispatchesPerSubmit) {
      const end = Math.min(total, begin + dispatchesPerSubmit);
      const encoder = device.createCommandEncoder();
      const stamps = {
        ...(begin === 0 ? { beginningOfPassWriteIndex: 2 * (slot ?? 0) } : {}),
        ...(end === total ? { endOfPassWriteIndex: 2 * (slot ?? 0) + 1 } : {}),
      };
      const marksTime = stamped && Object.keys(stamps).length > 0;
      const pass = encoder.beginComputePass(marksTime ? { timestampWrites: { querySet, ...stamps } } : {});
      for (let i = begin; i < end; i++) {
        const { pipeline, group, workgroups } = entryAt(commands, i % commands.length);
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(...workgroups);
      }
      pass.end();
      device.queue.submit([encoder.finish()]);
    }
  };

  return {
    compileMs,
    mapOutput,
    rebuildMs: async () => {
      let ms = 0;
      for (const code of pipelines.keys()) {
        const step = program.steps.find((candidate) => candidate.code === code);
        if (step !== undefined) ms += (await buildAnew(device, step, now)).ms;
      }
      return ms;
    },
    upload: (inputs) => {
      for (const [name, data] of Object.entries(inputs)) {
        const buffer = buffers.get(name);
        if (buffer === undefined) throw new Error(`Data for ${name}, which the program does not declare.`);
        device.queue.writeBuffer(buffer, 0, data);
      }
    },
    submit,
    timeMs: async (times, slot = null) => {
      const start = now();
      submit(times, slot);
      await device.queue.onSubmittedWorkDone();
      return now() - start;
    },
    timestamps: async () => {
      if (querySet === null || slotsUsed === 0) return [];
      const bytes = 16 * slotsUsed;
      const resolved = device.createBuffer({
        size: bytes,
        usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
      });
      try {
        const encoder = device.createCommandEncoder();
        encoder.resolveQuerySet(querySet, 0, 2 * slotsUsed, resolved, 0);
        device.queue.submit([encoder.finish()]);
        const raw = new BigUint64Array(await readBack(resolved, bytes));
        return Array.from({ length: slotsUsed }, (_, i) => ({
          beginNs: raw[2 * i] ?? 0n,
          endNs: raw[2 * i + 1] ?? 0n,
        }));
      } finally {
        resolved.destroy();
      }
    },
    readOutputs: async () => {
      const outputs: Record<string, ArrayBuffer> = {};
      for (const { name, bytes, role } of program.buffers) {
        const buffer = buffers.get(name);
        if (role === 'output' && buffer !== undefined) outputs[name] = await readBack(buffer, bytes);
      }
      return outputs;
    },
    destroy: () => {
      for (const resource of owned) resource.destroy();
    },
  };
};
