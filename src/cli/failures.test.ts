import { describe, expect, it } from 'vitest';
import { run } from './testing/run-cli.ts';

const preset = ['failures', '--preset', 'llama2-70b-chat'];

describe('failures', () => {
  it('lists every loss in the hall of a plan, worst first, equal ones once', async () => {
    const { code, out } = await run(...preset);
    expect(code).toBe(0);
    const all = /^(\d+) GPUs; \d+ failures, worst first\n/.exec(out)?.[1] ?? 'none';
    expect(out).toMatch(/ 0 % +0 +utility +1\n/);
    expect(out).toMatch(new RegExp(`100 % +${all} +sn5600-leaf-01 +2\\n`));
    expect(out).toMatch(new RegExp(`100 % +${all} +rack A01 feed A +\\d+\\n`));
  });

  it('shows that two feeds do not save servers whose supplies need four of six, and that three do', async () => {
    const promise = ['--promise', 'panel', '--set', 'hardware.server=dgx-h100'];
    const two = await run(...preset, ...promise);
    expect(two.code).toBe(1);
    expect(two.log).toContain('panel A1 lost leaves 0 % of the load.');
    expect((await run(...preset, ...promise, '--set', 'facility.feeds=A+B+C')).code).toBe(0);
  });

  it('prints each failure as JSON, with what opens and what is over', async () => {
    const { code, out } = await run(...preset, '--set', 'facility.ups=N', '--set', 'facility.upsUnitKw=250', '--json');
    expect(code).toBe(0);
    const table = JSON.parse(out) as { format: string; failures: { kind: string; trips: { time: object }[] }[] };
    expect(table.format).toBe('roofrack-failures');
    const ups = table.failures.find(({ kind }) => kind === 'ups');
    expect(ups?.trips[0]).toMatchObject({ rating: 250_000, round: 1, time: { latestS: 7200 } });
  });

  it('refuses what is no hall and what is no option', async () => {
    expect((await run('failures', '--preset', 'chatgpt-2023-article')).code).toBe(1);
    const wrong = await run(...preset, '--set', 'facility.ups=3N', '--rows', '0');
    expect([wrong.code, wrong.log.length]).toEqual([2, 2]);
    expect((await run(...preset, '--promise', 'moon')).log.join()).toContain('this hall can lose');
  });
});
