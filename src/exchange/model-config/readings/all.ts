import type { LayerReading } from '../architectures.ts';
import { dbrx, arctic, hunyuan, grok } from './experts.ts';
import { latent, deepseekV4, longcat } from './latent.ts';
import { plain, falcon, mpt, qwen, hfOlmo } from './plain.ts';
import { gatedDelta, minimax01, kimiLinear, lfm2, recurrentGemma } from './recurrent.ts';
import { nemotronNas } from './searched.ts';
import { nemotronH, jamba, mamba2Hybrid, falconH1 } from './state-space.ts';
import { gemma3n, gemma4, llama4, mimoV2, step3p5, laguna } from './windows.ts';
import type { Reading } from './reading.ts';

/** How the layers of each architecture are read. */
export const READINGS: Readonly<Record<LayerReading, Reading>> = {
  plain,
  falcon,
  mpt,
  dbrx,
  qwen,
  latent,
  'deepseek-v4': deepseekV4,
  gemma3n,
  gemma4,
  llama4,
  'mimo-v2': mimoV2,
  step3p5,
  laguna,
  'nemotron-h': nemotronH,
  'nemotron-nas': nemotronNas,
  jamba,
  'mamba-2 hybrid': mamba2Hybrid,
  'falcon-h1': falconH1,
  'gated-delta': gatedDelta,
  'minimax-01': minimax01,
  'kimi-linear': kimiLinear,
  lfm2,
  'recurrent-gemma': recurrentGemma,
  arctic,
  hunyuan,
  grok,
  longcat,
  'hf-olmo': hfOlmo,
};
