import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, temporaryFolder } from './testing/run-cli.ts';

const { path } = temporaryFolder();
const seed = ['racks', '--preset', 'chatgpt-2023-physical'];

describe('racks', () => {
  it('stands the fleet of a plan and its switches into racks, with the proof and the hall', async () => {
    const { code, out } = await run(...seed, '--set', 'facility.rackKw=17.3');
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+ racks, proved least\n/);
    expect(out).toMatch(/\d+ +2 × NVIDIA DGX A100 .* +Power/);
    expect(out).toMatch(/Leaf switch/);
    expect(out).toMatch(/hall +[\d,.]+ m²/);
    expect(out).toMatch(/racks +heat kW +air kW +m³\/h at 12 K +liquid kW +m³\/h at 10 K/);
  });

  it('answers in JSON with the keys of pack, the floor beside them', async () => {
    const { out } = await run(...seed, '--json');
    expect(JSON.parse(out)).toMatchObject({
      format: 'roofrack-racks',
      proved: true,
      racks: expect.any(Number) as number,
      lowerBound: expect.any(Number) as number,
      hall: { areaM2: expect.any(Number) as number, kwPerM2: expect.any(Number) as number },
    });
  });

  it('has seven servers in a rack of the published estimate, whose plan says that nothing else fits', async () => {
    const { out, log } = await run('racks', '--preset', 'chatgpt-2023-article', '--json');
    expect(JSON.parse(out)).toMatchObject({ racks: 543, binding: 'units' });
    expect(log.join('\n')).toContain('7 servers of 6U fill all 42U: no room for a switch');
  });

  it('writes the elevations', async () => {
    const svg = join(path, 'racks.svg');
    expect((await run(...seed, '--svg', svg)).code).toBe(0);
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg[^]*DGX A100/);
  });

  it('says no where no rack holds the server', async () => {
    const { code, log, out } = await run(...seed, '--set', 'facility.rackKw=6');
    expect([code, out]).toEqual([1, '']);
    expect(log.join('\n')).toMatch(/fits a rack that offers 38U, 6 kW.*facility\.rackKw/);
  });
});
