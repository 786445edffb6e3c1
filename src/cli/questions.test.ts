import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './cli.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roofrack-questions-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = async (...args: string[]) => {
  const out: string[] = [];
  const log: string[] = [];
  const code = await runCli(args, '9.9.9', {
    out: (text) => out.push(text),
    log: (text) => log.push(...text.trimEnd().split('\n')),
    signal: new AbortController().signal,
  });
  return { code, out: out.join(''), log };
};

const SEED = ['--preset', 'chatgpt-2023-physical'];

describe('capacity', () => {
  it('answers how much load the racks of a plan serve', async () => {
    const { fleet } = JSON.parse((await run('plan', ...SEED, '--json')).out) as { fleet: { racks: number } };
    const { code, out } = await run('capacity', ...SEED, '--racks', String(fleet.racks), '--json');
    const answer = JSON.parse(out) as { queriesPerDay: number; plan: { fleet: { racks: number } } };
    expect(code).toBe(0);
    expect(answer.queriesPerDay).toBeGreaterThanOrEqual(250e6 * 0.999999);
    expect(answer.plan.fleet.racks).toBe(fleet.racks);
  });

  it('wants exactly one budget in its range', async () => {
    expect(await run('capacity', ...SEED)).toMatchObject({ code: 2, out: '' });
    expect((await run('capacity', ...SEED, '--racks', '3', '--mw', '1')).log[0]).toContain('--racks and --mw');
    expect((await run('capacity', ...SEED, '--racks', '2.5')).log[0]).toContain('whole number');
  });

  it('exits 1 where nothing fits the budget, and says so', async () => {
    const { code, log } = await run('capacity', ...SEED, '--capex-usd', '1000');
    expect(code).toBe(1);
    expect(log.join(' ')).toContain('not even one query');
  });
});

describe('compare-hardware', () => {
  it('sets servers side by side, fewest first', async () => {
    const { code, out } = await run('compare-hardware', ...SEED, '--servers', 'dgx-a100-640gb,dgx-h100', '--json');
    const { rows } = JSON.parse(out) as { rows: { server: string; servers: number; feasible: boolean }[] };
    expect(code).toBe(0);
    expect(rows.map(({ server }) => server)).toEqual(['dgx-h100', 'dgx-a100-640gb']);
    expect(rows[0].servers).toBeLessThan(rows[1].servers);
  });

  it('names servers that do not exist, and exits 1 where the load fits none', async () => {
    expect((await run('compare-hardware', ...SEED, '--servers', 'dgx-h10')).log[0]).toContain('dgx-h100');
    expect((await run('compare-hardware', ...SEED, '--servers', 'dgx-a100-320gb')).code).toBe(1);
  });
});

it('levers: says what each would do', async () => {
  const { code, out } = await run('levers', '--preset', 'llama2-70b-chat', '--json');
  const { servers, levers } = JSON.parse(out) as {
    servers: number;
    levers: { id: string; serversRatio: number; servers: number }[];
  };
  expect(code).toBe(0);
  for (const lever of levers) expect(lever.servers / servers).toBeCloseTo(lever.serversRatio, 9);
});

describe('--model-config', () => {
  it('serves a model that the catalogue does not have', async () => {
    const path = join(folder, 'config.json');
    const config = {
      model_type: 'llama',
      num_hidden_layers: 40,
      hidden_size: 5120,
      num_attention_heads: 40,
      intermediate_size: 13824,
      vocab_size: 32000,
    };
    writeFileSync(path, JSON.stringify(config));
    const own = JSON.parse(
      (await run('plan', '--preset', 'llama2-70b-chat', '--model-config', path, '--json')).out,
    ) as { fleet: { servers: number } };
    const known = JSON.parse(
      (await run('plan', '--preset', 'llama2-70b-chat', '--set', 'model=llama-2-13b', '--json')).out,
    ) as { fleet: { servers: number } };
    expect(own.fleet.servers).toBe(known.fleet.servers);
  });

  it('names what is missing in it', async () => {
    const path = join(folder, 'empty.json');
    writeFileSync(path, '{}');
    const { code, log } = await run('plan', '--model-config', path);
    expect(code).toBe(2);
    expect(log.join(' ')).toContain('num_hidden_layers');
  });
});
