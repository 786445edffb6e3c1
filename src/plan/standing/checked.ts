import { percentText } from '../../base/format.ts';
import { modelKind, type ModelKind } from '../../catalog/model-geometry.ts';
import type { Accelerator, Model } from '../../catalog/schema.ts';
import { stackBand, type ServingStack } from '../../catalog/stacks.ts';
import type { Warning } from '../../records/measurement.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';

/** Where prompts and decoding stand on separate replicas nothing was fitted: the band is as much wider. */
export const DISAGGREGATED_WIDER = 1.5;

const KIND_WORDS: Readonly<Record<ModelKind, string>> = {
  dense: 'dense models',
  experts: 'mixtures of experts',
  latent: 'models with latent attention',
  recurrent: 'models with recurrent layers',
};

interface Deployed {
  readonly model: Model;
  readonly accelerator: Accelerator;
  readonly stack: ServingStack;
  readonly prefill: PhysicalScenario['serving']['prefill'];
}

/** Half-width of the 90 % band of whole answers, in log: wider where no end-to-end row was of the like. */
export const answersBand = ({ model, accelerator, stack, prefill }: Deployed): number =>
  (prefill === 'disaggregated' ? DISAGGREGATED_WIDER : 1) * stackBand(stack, accelerator.id, modelKind(model));

/** What of a deployment no end-to-end row that the stack was fitted to is of. A kind without rows has the band of other accelerators. */
export const uncheckedWarnings = (deployed: Deployed): Warning[] => {
  const { model, accelerator, stack, prefill } = deployed;
  const kind = modelKind(model);
  const isKindSeen = stack.band[kind].same < stack.band[kind].other;
  const unseen = [
    stack.accelerators.includes(accelerator.id) ? [] : [accelerator.name],
    isKindSeen ? [] : [KIND_WORDS[kind]],
    prefill === 'disaggregated' ? ['prompts on replicas of their own'] : [],
  ].flat();
  if (unseen.length === 0) return [];
  const width = percentText(Math.expm1(answersBand(deployed)));
  return [
    {
      code: 'not-checked',
      message: `${stack.name} was never checked on ${unseen.join(', nor on ')}: no end-to-end row of the fit is of it. Times may be off by ${width} either way (90 % band), and every headline with them.`,
    },
  ];
};
