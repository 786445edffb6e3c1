import { describe, expect, it } from 'vitest';
import { findModel } from '../../catalog/catalog.ts';
import { chooseVariant } from '../kernels/choose.ts';
import { createDeviceOwner } from '../device/owner.ts';
import { runOnce } from '../testing/run-once.ts';
import { replayPlans, replayWorkload } from './replay.ts';
import { moreRoofWorkloads, roofWorkloads } from './roofs.ts';

const owner = createDeviceOwner({ gpu: navigator.gpu });
const described = await owner.describe();
if (!described.ok) throw new Error(described.error.message);
const adapter = described.value;

describe('roofs', () => {
  it.each(
    [...roofWorkloads(adapter), ...moreRoofWorkloads(adapter)].map((workload) => [workload.id, workload] as const),
  )('%s computes what it says', async (_, workload) => {
    const { random } = await runOnce(owner, workload);
    expect(random.reason).toBeNull();
  });
});

describe('replay', () => {
  const plans = replayPlans(findModel, true);

  it('has a decode and a prefill layer, three in all', () => {
    expect(plans.map(({ id }) => /phase=(\w+)/.exec(id)?.[1])).toEqual(['decode', 'prefill', 'decode']);
  });

  it.each(plans.map((plan) => [plan.id, plan] as const))('%s is right in every product', async (_, plan) => {
    const parts = plan.problems.map((problem) => {
      const variant = chooseVariant('auto', problem, adapter);
      if (!variant.ok) throw new Error(variant.error);
      return { problem, variant: variant.value };
    });
    const { exact, random } = await runOnce(owner, replayWorkload(plan.id, parts, 5));
    expect([exact.reason, random.reason]).toEqual([null, null]);
  });
});
