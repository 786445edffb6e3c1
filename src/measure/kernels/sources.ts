import fma from '../../../shaders/fma.wgsl?raw';
import matmulNaive from '../../../shaders/matmul-naive.wgsl?raw';
import matmulRegister from '../../../shaders/matmul-register.wgsl?raw';
import pad from '../../../shaders/pad.wgsl?raw';
import streamCopy from '../../../shaders/stream-copy.wgsl?raw';
import streamRead from '../../../shaders/stream-read.wgsl?raw';
import streamWrite from '../../../shaders/stream-write.wgsl?raw';
import { expand, type Parameters } from './template.ts';

/** The one place where WGSL is put together: a file of shaders/ and the values of its parameters. */
const SOURCES = {
  fma,
  'matmul-naive': matmulNaive,
  'matmul-register': matmulRegister,
  pad,
  'stream-copy': streamCopy,
  'stream-read': streamRead,
  'stream-write': streamWrite,
} as const;

export type ShaderName = keyof typeof SOURCES;

export const shader = (name: ShaderName, parameters: Parameters): string => expand(SOURCES[name], parameters);
