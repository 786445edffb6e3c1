import { existsSync, readdirSync } from 'node:fs';

/**
 * What a headless Chromium needs on each system to reach the GPU by WebGPU, beside what every run is given. On Windows (D3D12) and
 * macOS (Metal) nothing; on Linux it must be told to use Vulkan, also for drawing, and to do without a window system's surface.
 * `ROOFRACK_CHROMIUM_FLAGS` (separated by spaces) takes the place of a row; empty, it leaves all of them out.
 */
export interface GpuFlags {
  readonly platform: NodeJS.Platform;
  readonly flags: readonly string[];
  readonly why: string;
}

export const GPU_FLAGS: readonly GpuFlags[] = [
  {
    platform: 'linux',
    flags: [
      '--enable-features=Vulkan',
      '--use-angle=vulkan',
      '--disable-vulkan-surface',
      '--ignore-gpu-blocklist',
      '--enable-webgpu-developer-features',
    ],
    why: 'Vulkan without a display; drivers on the blocklist are those of servers. The last one lets timestamps be fine.',
  },
  { platform: 'darwin', flags: ['--enable-webgpu-developer-features'], why: 'Metal is found; timestamps are fine.' },
  { platform: 'win32', flags: ['--enable-webgpu-developer-features'], why: 'D3D12 is found; timestamps are fine.' },
];

/** Device files of GPUs on Linux: those of the kernel's own drivers, and of NVIDIA's. */
const hasDeviceFile = (): boolean =>
  ['/dev/dri', '/dev'].some(
    (folder) => existsSync(folder) && readdirSync(folder).some((name) => /^(renderD\d+|nvidia\d+|dxg)$/.test(name)),
  );

/** The flags of this machine: none on a Linux machine without a GPU, where they would only keep the software adapter away. */
export const gpuFlags = (
  platform: NodeJS.Platform = process.platform,
  hasGpu: () => boolean = hasDeviceFile,
  own: string | undefined = process.env['ROOFRACK_CHROMIUM_FLAGS'],
): readonly string[] => {
  if (own !== undefined) return own.split(' ').filter((flag) => flag !== '');
  if (platform === 'linux' && !hasGpu()) return [];
  return GPU_FLAGS.find((row) => row.platform === platform)?.flags ?? [];
};
