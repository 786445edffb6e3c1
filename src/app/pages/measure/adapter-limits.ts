/**
 * What every WebGPU adapter grants without being asked (W3C, WebGPU, "Limits", table of default values of 2026): a page that
 * wants more has to ask, and gets it only where the adapter offers more.
 */
export const DEFAULT_LIMITS: Readonly<Record<string, number>> = {
  maxTextureDimension1D: 8192,
  maxTextureDimension2D: 8192,
  maxTextureDimension3D: 2048,
  maxTextureArrayLayers: 256,
  maxBindGroups: 4,
  maxBindGroupsPlusVertexBuffers: 24,
  maxBindingsPerBindGroup: 1000,
  maxDynamicUniformBuffersPerPipelineLayout: 8,
  maxDynamicStorageBuffersPerPipelineLayout: 4,
  maxSampledTexturesPerShaderStage: 16,
  maxSamplersPerShaderStage: 16,
  maxStorageBuffersPerShaderStage: 8,
  maxStorageTexturesPerShaderStage: 4,
  maxUniformBuffersPerShaderStage: 12,
  maxUniformBufferBindingSize: 65_536,
  maxStorageBufferBindingSize: 134_217_728,
  minUniformBufferOffsetAlignment: 256,
  minStorageBufferOffsetAlignment: 256,
  maxVertexBuffers: 8,
  maxBufferSize: 268_435_456,
  maxVertexAttributes: 16,
  maxVertexBufferArrayStride: 2048,
  maxInterStageShaderVariables: 16,
  maxColorAttachments: 8,
  maxColorAttachmentBytesPerSample: 32,
  maxComputeWorkgroupStorageSize: 16_384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupSizeY: 256,
  maxComputeWorkgroupSizeZ: 64,
  maxComputeWorkgroupsPerDimension: 65_535,
};

/** Limits in bytes. */
const BYTES = /(?:Size|Stride|Alignment|BytesPerSample)$/;
const NO_BYTES = /WorkgroupSize|Workgroups/;
export const isInBytes = (limit: string): boolean => BYTES.test(limit) && !NO_BYTES.test(limit);

/** Features that decide what Roofrack can measure, and what it does with them. */
export const MEASURING_FEATURES: Readonly<Record<string, string>> = {
  'timestamp-query': 'times kernels by the GPU’s own clock; without it the wall clock does',
  'shader-f16': 'products and roofs in f16',
  subgroups: 'kernels whose threads exchange values without memory',
  'chromium-experimental-subgroup-matrix': 'the matrix units (tensor cores); experimental, behind a flag',
};
