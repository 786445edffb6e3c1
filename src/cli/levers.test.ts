import { describe, expect, it } from 'vitest';
import { run, temporaryFolder } from './testing/run-cli.ts';

const { file } = temporaryFolder();

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
    const config = {
      model_type: 'llama',
      num_hidden_layers: 40,
      hidden_size: 5120,
      num_attention_heads: 40,
      intermediate_size: 13824,
      vocab_size: 32000,
    };
    const path = file('config.json', JSON.stringify(config));
    const own = JSON.parse(
      (await run('plan', '--preset', 'llama2-70b-chat', '--model-config', path, '--json')).out,
    ) as { fleet: { servers: number } };
    const known = JSON.parse(
      (await run('plan', '--preset', 'llama2-70b-chat', '--set', 'model=llama-2-13b', '--json')).out,
    ) as { fleet: { servers: number } };
    expect(own.fleet.servers).toBe(known.fleet.servers);
  });

  it('names what is missing in it', async () => {
    const path = file('empty.json', '{}');
    const { code, log } = await run('plan', '--model-config', path);
    expect(code).toBe(2);
    expect(log.join(' ')).toContain('model_type');
  });
});
