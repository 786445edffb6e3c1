import { describe, expect, test } from 'vitest';
import { scenarioDefaults } from '../catalog/presets.ts';
import { plan } from '../plan/plan.ts';
import { createComputeClient } from './compute-client.ts';

const question = { scenario: scenarioDefaults.physical, options: {} };

describe('the computing workers', () => {
  test('give the plan that this thread would, and that of the other way of answering', async () => {
    const client = createComputeClient();
    expect(await client.run('plan', question)).toEqual(plan(question.scenario));
    expect((await client.run('otherMode', question)).scenario.mode).toBe('article');
  });

  test('give up what nobody waits for, and answer the next', async () => {
    const client = createComputeClient();
    const controller = new AbortController();
    const first = client.run('hardware', question, { signal: controller.signal });
    controller.abort();
    await expect(first).rejects.toThrow('cancelled');
    await expect(client.run('hardware', question, { signal: controller.signal })).rejects.toThrow('cancelled');
    const rows = await client.run('hardware', question);
    expect(rows.find(({ server }) => server === 'dgx-h100')?.plan.feasible).toBe(true);
  });
});
