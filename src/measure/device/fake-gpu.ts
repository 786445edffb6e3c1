/**
 * A GPU made of promises, for tests of everything that goes wrong. It stands beside the real thing and has only the
 * parts that the owner touches.
 */
export interface FakeDevice {
  readonly device: GPUDevice;
  /** Ends the device as the browser would. */
  readonly lose: (reason: GPUDeviceLostReason, message?: string) => void;
  readonly raise: (message: string) => void;
}

export interface FakeGpuOptions {
  readonly noAdapter?: boolean;
  readonly requestDeviceFails?: boolean;
  /** What `popErrorScope` finds for a scope; default nothing. */
  readonly scopeError?: (filter: GPUErrorFilter) => string | null;
  readonly scopesHang?: boolean;
}

export const createFakeGpu = (options: FakeGpuOptions = {}): { gpu: GPU; devices: FakeDevice[] } => {
  const devices: FakeDevice[] = [];

  const createDevice = (): GPUDevice => {
    const scopes: GPUErrorFilter[] = [];
    const listeners: ((event: { error: { message: string } }) => void)[] = [];
    let end: (info: GPUDeviceLostInfo) => void = () => undefined;
    const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
      end = resolve;
    });
    const lose = (reason: GPUDeviceLostReason, message = ''): void => {
      end({ reason, message } as GPUDeviceLostInfo);
    };
    const device = {
      lost,
      destroy: () => {
        lose('destroyed');
      },
      addEventListener: (_: string, listener: (typeof listeners)[number]) => {
        listeners.push(listener);
      },
      pushErrorScope: (filter: GPUErrorFilter) => {
        scopes.push(filter);
      },
      popErrorScope: async () => {
        const filter = scopes.pop();
        if (filter === undefined) throw new DOMException('No scope to pop.', 'OperationError');
        if (options.scopesHang === true) return new Promise(() => undefined);
        const message = options.scopeError?.(filter) ?? null;
        return message === null ? null : { message };
      },
    } as unknown as GPUDevice;
    devices.push({
      device,
      lose,
      raise: (message) => {
        for (const listener of listeners) listener({ error: { message } });
      },
    });
    return device;
  };

  const adapter = {
    info: { vendor: 'fake', architecture: 'promises', device: '', description: '', isFallbackAdapter: false },
    features: new Set(['timestamp-query', 'subgroups']),
    limits: { maxBufferSize: 1 << 28 },
    requestDevice: () =>
      options.requestDeviceFails === true
        ? Promise.reject(new DOMException('No.', 'OperationError'))
        : Promise.resolve(createDevice()),
  } as unknown as GPUAdapter;
  const gpu = { requestAdapter: () => Promise.resolve(options.noAdapter === true ? null : adapter) } as unknown as GPU;
  return { gpu, devices };
};
