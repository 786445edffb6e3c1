import { expect, it } from 'vitest';
import { run } from './testing/run-cli.ts';

it('prints the fabric of a table with its source', async () => {
  const { code, out } = await run('fabric', '--servers', '127', '--profile', 'h100-superpod', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    leaf: 32,
    spine: 16,
    core: null,
    cables: { node: 1020, leafSpine: 1024, spineCore: null },
    table: 'Table 4',
    rule: null,
    problem: null,
    switches: { count: 48, units: 48 },
  });
  const text = (await run('fabric', '--servers', '127', '--profile', 'h100-superpod')).out;
  expect(text).toMatch(/switches +32 +16 +–/);
  expect(text).toContain('2,042');
});

it('says where counts follow the rule', async () => {
  const { out } = await run('fabric', '--servers', '100', '--profile', 'b200-superpod', '--json');
  const fabric = JSON.parse(out) as { table: unknown; rule: string; source: string };
  expect(fabric.table).toBeNull();
  expect(fabric.rule).toContain('smallest divisor');
  expect(fabric.source).toContain('docs.nvidia.com');
});

it('refuses what cannot be built', async () => {
  const args = ['fabric', '--servers', '128', '--profile', 'h100-superpod', '--leaf', '8', '--json'];
  const { code, out, log } = await run(...args);
  expect(code).toBe(0);
  expect((JSON.parse(out) as { problem: string }).problem).toContain('downlinks each on 64 ports');
  expect(log.join()).toContain('impossible: 8 leaf switches');
});

it.each([
  [['--servers', '0', '--profile', 'h100-superpod'], /--servers is 0; it must be a whole number from 1 to 8191/],
  [['--servers', '99999999', '--profile', 'h100-superpod'], /--servers is 99999999; .* from 1 to 8191/],
  [['--servers', '31', '--profile', 'h100'], /--profile "h100" is not a known fabric; did you mean "h100-superpod"/],
  [['--profile', 'h100-superpod'], /--servers is missing/],
  [['--servers', '31'], /--profile is missing/],
])('%j is invalid input', async (args, message) => {
  const { code, log } = await run('fabric', ...args);
  expect(code).toBe(2);
  expect(log.join('\n')).toMatch(message);
});
