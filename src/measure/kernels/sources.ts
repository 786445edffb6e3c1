import dot4 from '../../../shaders/dot4.wgsl?raw';
import empty from '../../../shaders/empty.wgsl?raw';
import fma from '../../../shaders/fma.wgsl?raw';
import gemv from '../../../shaders/gemv.wgsl?raw';
import gemvDot from '../../../shaders/gemv-dot.wgsl?raw';
import gemvLines from '../../../shaders/gemv-lines.wgsl?raw';
import gemvPlain from '../../../shaders/gemv-plain.wgsl?raw';
import intensity from '../../../shaders/intensity.wgsl?raw';
import matmulBroadcast from '../../../shaders/matmul-broadcast.wgsl?raw';
import matmulDot4 from '../../../shaders/matmul-dot4.wgsl?raw';
import matmulNaive from '../../../shaders/matmul-naive.wgsl?raw';
import matmulOperands from '../../../shaders/matmul-operands.wgsl?raw';
import matmulQuad from '../../../shaders/matmul-quad.wgsl?raw';
import matmulRegister from '../../../shaders/matmul-register.wgsl?raw';
import matmulSubgroupMatrix from '../../../shaders/matmul-subgroup-matrix.wgsl?raw';
import matmulTexture from '../../../shaders/matmul-texture.wgsl?raw';
import matmulTile from '../../../shaders/matmul-tile.wgsl?raw';
import pack from '../../../shaders/pack.wgsl?raw';
import packI8 from '../../../shaders/pack-i8.wgsl?raw';
import packTexture from '../../../shaders/pack-texture.wgsl?raw';
import reduce from '../../../shaders/reduce.wgsl?raw';
import streamCopy from '../../../shaders/stream-copy.wgsl?raw';
import streamRead from '../../../shaders/stream-read.wgsl?raw';
import streamWrite from '../../../shaders/stream-write.wgsl?raw';
import workgroupMemory from '../../../shaders/workgroup-memory.wgsl?raw';
import { expand, type Parameters } from './template.ts';

/** The one place where WGSL is put together: files of shaders/, in order, and the values of their parameters. */
const SOURCES = {
  dot4,
  empty,
  fma,
  intensity,
  gemv: matmulOperands + gemv,
  'gemv-dot': gemvDot,
  'gemv-lines': gemvLines,
  'gemv-plain': gemvPlain,
  'matmul-broadcast': matmulOperands + matmulBroadcast,
  'matmul-dot4': matmulDot4,
  'matmul-naive': matmulNaive,
  'matmul-quad': matmulOperands + matmulQuad,
  'matmul-register': matmulOperands + matmulRegister,
  'matmul-subgroup-matrix': matmulSubgroupMatrix,
  'matmul-texture': matmulTexture,
  'matmul-tile': matmulOperands + matmulTile,
  pack,
  'pack-i8': packI8,
  'pack-texture': packTexture,
  reduce,
  'stream-copy': streamCopy,
  'stream-read': streamRead,
  'stream-write': streamWrite,
  'workgroup-memory': workgroupMemory,
} as const;

export type ShaderName = keyof typeof SOURCES;

export const shader = (name: ShaderName, parameters: Parameters): string => expand(SOURCES[name], parameters);

/** All shader text in one, to tell whether any of it has changed. */
export const SOURCES_TEXT = Object.values(SOURCES).join('');
