import { describe, expect, it } from 'vitest';
import { run, temporaryFolder } from './testing/run-cli.ts';

const { file } = temporaryFolder();
const supply = { connection: 'delta', voltageV: 208, usableA: 24, breakerA: 30 };
const phases = async (content: unknown) => run('phases', file('supply.json', JSON.stringify(content)), '--json');
const json = async (content: unknown) => JSON.parse((await phases(content)).out) as Record<string, unknown>;

describe('phases', () => {
  it('answers with exit 0 whatever the answer, each key in its place', async () => {
    const { code, out } = await phases({
      ...supply,
      loads: [
        { bank: 'L1-L2', watts: 3090 },
        { bank: 'L2-L3', watts: 3090 },
      ],
    });
    expect(code).toBe(0);
    const answer = JSON.parse(out) as { lineA: Record<string, number> };
    expect(Object.values(answer.lineA).map((current) => current.toFixed(2))).toEqual(['14.86', '25.73', '14.86']);
    expect(answer).toMatchObject({ overRating: true, trips: false, loadW: 6180 });
  });

  it('knows no trip without a breaker, and the neutral of a wye supply', async () => {
    const wye = { connection: 'wye', voltageV: 400, usableA: 32, loads: [{ bank: 'L2-N', watts: 2309.401076758503 }] };
    expect(await json(wye)).toMatchObject({ trips: null, lineA: { L1: 0, L2: expect.closeTo(10, 9), L3: 0 } });
    expect(await json(wye)).toMatchObject({ neutralA: expect.closeTo(10, 9) as number });
    expect(await json({ ...supply, loads: [{ bank: 'L1-L3', watts: 2080 }] })).toMatchObject({
      lineA: { L1: 10, L2: 0, L3: 10 },
      neutralA: null,
    });
  });

  it('prints the currents, the verdict and the breaker', async () => {
    const path = file('text.json', JSON.stringify({ ...supply, loads: [{ bank: 'L1-L2', watts: 9000 }] }));
    const { out } = await run('phases', path);
    expect(out).toMatch(/L1 +43\.27 +180\.3 %/);
    expect(out).toMatch(/over the continuous rating/);
    expect(out).toMatch(/breaker +144\.2 % of 30 A: opens: within 1 h \(UL 489\)/);
  });

  it('shows what hangs on no known bank, and leaves the currents unknown', async () => {
    const answer = await phases({ ...supply, loads: [{ bank: null, watts: 4000 }] });
    expect(JSON.parse(answer.out)).toMatchObject({ lineA: { L1: null }, overRating: false, unattributedW: 4000 });
    expect(answer.log.join()).toContain('4 kW hang on no known bank');
  });

  it('refuses what cannot be, each problem by its field', async () => {
    const refusal = async (content: unknown): Promise<string> => {
      const { code, log, out } = await phases(content);
      expect([code, out]).toEqual([2, '']);
      return log.join('\n');
    };
    expect(await refusal({ ...supply, loads: [{ bank: 'L1-N', watts: 1 }] })).toContain(
      'a delta supply has no neutral',
    );
    expect(await refusal({ ...supply, voltageV: 0, loads: [{ bank: 'L4', watts: -1 }] })).toMatch(
      /voltageV[^]*loads\[0\]\.bank[^]*loads\[0\]\.watts/,
    );
    expect(await refusal({ ...supply, loads: [], phases: 3 })).toContain('phases');
    expect(await refusal(supply)).toContain('loads');
    expect((await run('phases')).code).toBe(2);
  });
});
