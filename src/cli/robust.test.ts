import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, temporaryFolder } from './testing/run-cli.ts';

const { path: folder, file } = temporaryFolder();

const HOSTILE =
  '=1+1 \u001b]0;owned\u0007\u001b[2J\u009b1m\u202e<img src=x onerror=alert(1)> | [x](javascript:alert(1))\n# h';
const hostileScenario = (): string => file('hostile.json', JSON.stringify({ name: HOSTILE }));

describe('what a file says is text and no more', () => {
  it.each([['plan'], ['plan', '--explain'], ['plan', '--markdown'], ['plan', '--csv'], ['plan', '--json'], ['diff']])(
    'in what %s %s prints',
    async (...args) => {
      const { out, log } = await run(...args, hostileScenario(), ...(args[0] === 'diff' ? ['llama2-70b-chat'] : []));
      if (!args.includes('--csv')) expect(out).toContain('owned');
      expect(out + log.join('')).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
    },
  );

  it('and stays within its heading and its cells of Markdown', async () => {
    const { out } = await run('plan', '--markdown', hostileScenario());
    expect(out.split('\n')[0]).toMatch(/&lt;img src=x onerror=alert\(1\)&gt; \\\| \\\[x\\\]\(javascript/);
    expect(out).not.toMatch(/<img|^# h/m);
  });

  it('the names of files likewise', async () => {
    const { log } = await run('plan', join(folder, 'no\u001b[2J\nfile.json'));
    expect(log).toEqual([expect.stringMatching(/no\\u001b\[2J\\u000afile\.json cannot be read/)]);
  });
});

describe('extremes', () => {
  it.each(['1e-300', '1e-20', '1e-9'])('plans %s queries per day in figures', async (queries) => {
    const { code, out } = await run('plan', '--set', `demand.queriesPerDay=${queries}`);
    expect(code).toBe(0);
    expect(out).not.toMatch(/NaN|undefined|Infinity|\d{30}/);
    expect((await run('plan', '--explain', '--set', `demand.queriesPerDay=${queries}`)).code).toBe(0);
  });

  it('−0 is 0', async () => {
    const { out } = await run(
      'plan',
      '--set',
      'economics.electricityUsdPerKwh=-0',
      'economics.usdPerGpuHour=-0',
      'carbon.kgPerKwh=-0',
      '--explain',
    );
    expect(out).toMatch(/Electricity bill +0 /);
    expect(out).not.toMatch(/(^|[ (])[-−]0(?![.\d])/m);
  });
});

describe('more height reserved than a rack has', () => {
  it.each([
    ['chatgpt-2023-article', '100'],
    ['chatgpt-2023-article', '42'],
    ['chatgpt-2023-article', '37'],
    ['chatgpt-2023-physical', '100'],
    ['chatgpt-2023-physical', '42'],
  ])('is refused in %s, %s U', async (preset, units) => {
    const { code, out } = await run('plan', '--preset', preset, '--set', `facility.reservedUnits=${units}`);
    expect(code).toBe(1);
    expect(out).toMatch(/^Not feasible: Not one DGX A100[^]* fits a rack.*What would: more facility\.rackUnits/m);
    expect(out).not.toMatch(/[−-]\d/);
  });
});

describe('--set', () => {
  const queries = async (...args: string[]): Promise<unknown> => {
    const { code, out, log } = await run('plan', '--json', ...args);
    if (code === 2) return log;
    const { scenario } = JSON.parse(out) as { scenario: { demand: object; facility: object } };
    return { ...scenario.demand, ...scenario.facility };
  };

  it('takes several settings behind it, and a file beside them', async () => {
    const wanted = { queriesPerDay: 5, rackUnits: 40 };
    expect(await queries('--set', 'demand.queriesPerDay=5', 'facility.rackUnits=40')).toMatchObject(wanted);
    const path = file('base.json', '{"demand":{"outputTokens":77}}');
    expect(await queries('--set', 'demand.queriesPerDay=5', 'facility.rackUnits=40', path)).toMatchObject({
      ...wanted,
      outputTokens: 77,
    });
  });

  it('a setting elsewhere is told where it belongs', async () => {
    expect(await queries('facility.rackUnits=40')).toEqual([
      expect.stringMatching(/^"facility\.rackUnits=40" .*--set facility\.rackUnits=40/),
    ]);
  });
});

describe('--out', () => {
  const device = (): string => file('device.yaml', 'manufacturer: Acme\nmodel: Nine\nslug: acme-nine\nu_height: 4\n');
  const importTo = (out: string, path = device()) =>
    run('catalog', 'import', path, '--accelerator', 'l40s', '--out', out);

  it('is refused before anything is done: nothing, a device, a missing folder, an input', async () => {
    const own = device();
    const before = readFileSync(own, 'utf8');
    expect(await importTo('')).toMatchObject({ code: 2, log: [expect.stringMatching(/^The file to write is empty/)] });
    expect(await importTo('/dev/null')).toMatchObject({
      code: 2,
      log: ['/dev/null is a device; results are written to plain files only. Name one.'],
    });
    expect((await importTo(join(folder, 'none', 'x.json'))).log[0]).toMatch(/no such folder as .*none/);
    expect((await importTo(own, own)).log[0]).toMatch(/device\.yaml is read by this command/);
    expect(readFileSync(own, 'utf8')).toBe(before);
    const measured = await run('bench', 'run', '--shapes', '8x8x8', '--out', join(folder, 'none', 'x.json'));
    expect(measured).toMatchObject({ code: 2, log: [expect.stringMatching(/no such folder/)] });
  });

  it('of a fit is refused where it is one of the results that it is fitted to', async () => {
    const results = file('results.json', '{}');
    copyFileSync(results, join(folder, 'other.json'));
    const { code, log } = await run('calibrate', '--serving', join(folder, 'other.json'), results, '--out', results);
    expect([code, log]).toEqual([2, [expect.stringMatching(/results\.json is read by this command/)]]);
    expect(readFileSync(results, 'utf8')).toBe('{}');
    expect(existsSync(join(folder, 'fit.json'))).toBe(false);
  });
});

describe('help', () => {
  it('is there for every command, and for those that share a word', async () => {
    const { out } = await run('--help');
    const names = [...out.matchAll(/^ {2}([a-z-]+(?: [a-z]+)?) {2,}/gm)].map(([, name]) => name);
    expect(names).toContain('bench run');
    for (const name of names) {
      const { code, out: help } = await run(...name!.split(' '), '--help');
      expect([name, code, help.split('\n')[0]]).toEqual([name, 0, expect.stringContaining(`roofrack ${name}`)]);
      expect(await run('help', ...name!.split(' '))).toMatchObject({ code: 0, out: help });
    }
    for (const group of ['bench', 'catalog']) {
      const help = await run(group, '--help');
      expect(help).toMatchObject({ code: 0, log: [] });
      expect(help.out).toMatch(new RegExp(`^ {2}${group} [a-z]+ {2,}`, 'm'));
      expect(await run(group)).toMatchObject({ code: 2, out: '' });
    }
  });
});

describe('files in another encoding', () => {
  it('are refused with the line', async () => {
    const path = file('latin1.json', '');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path, '{\n"name":"caf\u00e9"}', 'latin1');
    expect(await run('plan', path)).toMatchObject({
      code: 2,
      log: [expect.stringMatching(/latin1\.json: The file is not UTF-8 text: line 2/)],
    });
  });
});
