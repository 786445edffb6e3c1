import { describe, expect, it } from 'vitest';
import { findAccelerator, findModel, findServer } from '../../catalog/catalog.ts';
import { measuredRows } from '../../catalog/measured.ts';
import { presets } from '../../catalog/presets.ts';
import { physicalPreset } from '../../catalog/testing/presets.ts';
import { BOUNDARIES } from '../../records/boundary.ts';
import { figureOf, type Plan } from '../../records/plan.ts';
import { withFields } from '../../records/scenario.ts';
import { plan } from '../plan.ts';
import { powerLawOf, shareOfTdp } from './phase-power.ts';

const lineOf = (answer: Plan, id: string): number => answer.ledger.find((line) => line.id === id)?.value ?? NaN;

/** Watts of an accelerator that reads so many bytes and computes so much FLOP in a second. */
const watts = (id: string, bytesPerS: number, flopPerS: number, peakTflops: number): number => {
  const accelerator = findAccelerator(id)!;
  const activity = {
    bandwidth: bytesPerS / (accelerator.memoryBandwidthGBps! * 1e9),
    compute: flopPerS / (peakTflops * 1e12),
  };
  return accelerator.tdpW! * shareOfTdp(powerLawOf(accelerator), activity);
};

/** How far ours is from what was published. */
const off = (ours: number, published: number): number => Math.abs(ours / published - 1);

describe('published watts', () => {
  // Mean power over runs of Splitwise on 8 × A100; of those whose prompts took a small part of the time.
  const decoding = measuredRows.flatMap((row) =>
    row.kind === 'prefill_decode' && row.averagePowerFractionOfTdp !== null && row.inputTokens <= 2048 ? [row] : [],
  );

  it('has runs of Splitwise to be held against', () => {
    expect(decoding.length).toBe(3);
  });

  it.each(decoding)(
    '$id',
    ({ model, batch, timePerOutputTokenMs, promptTimeMs, outputTokens, averagePowerFractionOfTdp }) => {
      const params = findModel(model === 'bloom-176b' ? 'bloom-176b' : 'llama-2-70b')!.paramsTotal!;
      const stepS = timePerOutputTokenMs / 1000;
      const decodeW = watts('a100-sxm-80gb', (2 * params) / 8 / stepS, (2 * params * batch) / 8 / stepS, 312);
      const prompts = promptTimeMs / (promptTimeMs + outputTokens * timePerOutputTokenMs);
      expect(off(prompts * 400 + (1 - prompts) * decodeW, averagePowerFractionOfTdp! * 400)).toBeLessThan(0.25);
    },
  );

  it('eight A100 that serve a model of 70 billion parameters at batch 32: 2,983 W (arXiv 2507.00418)', () => {
    const stepS = 0.0225;
    expect(off(8 * watts('a100-sxm-80gb', 140e9 / 8 / stepS, (140e9 * 32) / 8 / stepS, 312), 2983)).toBeLessThan(0.1);
  });

  it('an H100 with 8 billion parameters, one request and 128: 300 and 600 W (ML.ENERGY v3)', () => {
    expect(off(watts('h100-sxm', 16e9 / 0.0068, 16e9 / 0.0068, 989), 300)).toBeLessThan(0.05);
    expect(off(watts('h100-sxm', 26e9 / 0.0117, (16e9 * 128) / 0.0117, 989), 600)).toBeLessThan(0.05);
  });

  it('an H200 that decodes, whatever the share of its bandwidth: 137 to 300 W (arXiv 2605.11999)', () => {
    for (const share of [0.3, 0.5, 0.7]) {
      const decodeW = watts('h200-sxm', share * 4.8e12, 0, 989);
      expect(decodeW).toBeGreaterThan(137);
      expect(decodeW).toBeLessThan(305);
    }
  });

  it.each([
    { server: 'lenovo-sr680a-v3', wallW: 10401, beforeLoadW: 2900 },
    { server: 'lenovo-sr780a-v3', wallW: 9891.8, beforeLoadW: 2420 },
  ])(
    'eight B200 that compute all they can, at the wall of $server: $wallW W (MLPerf 5.1)',
    ({ server, ...published }) => {
      const { on } = powerLawOf(findAccelerator('b200-sxm')!);
      const { measuredPower } = findServer(server)!;
      expect(measuredPower.map(({ averageW }) => averageW)).toContain(published.wallW);
      const atFullW = published.beforeLoadW + 8 * 1000 * (1 - on);
      expect(off(atFullW, published.wallW)).toBeLessThan(0.05);
    },
  );
});

const physical = presets.flatMap(({ id, scenario }) =>
  scenario.mode === 'physical' && plan(scenario).feasible ? [{ id, scenario }] : [],
);

describe.each(physical)('$id', ({ scenario }) => {
  const answer = plan(scenario);
  const { phase, power, energy, carbon } = answer;

  it('spends all its time in some phase, and draws no less for prompts than for decoding, and more than for waiting', () => {
    expect((phase.prefillTime ?? NaN) + (phase.decodeTime ?? NaN) + (phase.idleTime ?? NaN)).toBeCloseTo(1, 12);
    expect(phase.prefillW).toBeGreaterThanOrEqual(phase.decodeW ?? NaN);
    expect(phase.decodeW).toBeGreaterThan(phase.idleW ?? NaN);
    expect(power.meanAcceleratorW).toBeLessThanOrEqual(lineOf(answer, 'accelerator.tdpW'));
  });

  it('counts more with every wider boundary, and the factors lead from one to the next', () => {
    for (const [narrow, wide] of BOUNDARIES.slice(1).map((boundary, i) => [BOUNDARIES[i]!, boundary] as const)) {
      const of = (id: (typeof wide)['carbonPerDay']): number => (id === null ? NaN : (figureOf(answer, id) ?? NaN));
      const factor = of(wide.factor);
      expect(factor).toBeGreaterThan(1);
      expect(of(wide.carbonPerDay) / of(narrow.carbonPerDay)).toBeCloseTo(factor, 12);
      expect(of(wide.carbonPerQuery) / of(narrow.carbonPerQuery)).toBeCloseTo(factor, 12);
      if (wide.energyPerDay === null) continue;
      expect(of(wide.energyPerDay) / of(narrow.energyPerDay)).toBeCloseTo(factor, 12);
    }
    const [perDay, perQuery] = [energy.kwhPerDay ?? NaN, energy.whPerQuery ?? NaN];
    expect((perQuery * scenario.demand.queriesPerDay) / 1000 / perDay).toBeCloseTo(1, 12);
    expect((carbon.embodiedKgPerDay ?? NaN) + (carbon.kgPerDay ?? NaN)).toBeCloseTo(carbon.lifecycleKgPerDay ?? NaN, 9);
  });

  it('costs its energy at its price, at every price', () => {
    for (const price of [0.03, 0.2]) {
      const { energy: paid } = plan(withFields(scenario, 'economics', { electricityUsdPerKwh: price }));
      expect((paid.usdPerDay ?? NaN) / ((paid.kwhPerDay ?? NaN) * price)).toBeCloseTo(1, 12);
    }
  });
});

describe('the law of power', () => {
  const chat = physicalPreset('llama3-70b-chat');

  it('draws more with more load on the same fleet, and less than proportionally', () => {
    const at = (queriesPerDay: number): Plan =>
      plan({ ...withFields(chat, 'demand', { queriesPerDay }), serving: { ...chat.serving, targetUtilisation: 0.7 } });
    const [some, more] = [at(1e6), at(2e6)].map(
      ({ power, fleet }) => (power.meanServerKw ?? NaN) * (fleet.servers ?? NaN),
    );
    expect(more! / some!).toBeGreaterThan(1);
    expect(more! / some!).toBeLessThan(2.2);
  });

  it('of prompts that are read alone has one read of the weights for each pass, whatever a chunk would be', () => {
    const reading = (
      chunkTokens: number,
      expertParallel: 'yes' | 'no',
    ): { readonly watts: number; readonly tdpW: number } => {
      const { demand, hardware, ...base } = physicalPreset('deepseek-v3-chat');
      const answer = plan({
        ...base,
        demand: { ...demand, inputTokens: 32, inputCv: 0 },
        hardware: { ...hardware, server: 'dgx-h200', tensorParallel: 8, expertParallel },
        serving: { ...base.serving, prefill: 'disaggregated', chunkTokens },
        slo: { ttftP99Ms: 20_000, tpotP99Ms: 500 },
      });
      return { watts: answer.phase.prefillW ?? NaN, tdpW: lineOf(answer, 'accelerator.tdpW') };
    };
    for (const expertParallel of ['yes', 'no'] as const) {
      const { watts: ofPrompts, tdpW } = reading(2048, expertParallel);
      // So few tokens leave the weights to be read: no less than a third of the bandwidth, and never more than there is.
      const { on, memory } = powerLawOf(findAccelerator('h200-sxm')!);
      expect(ofPrompts).toBeGreaterThan((on + memory / 3) * tdpW);
      expect(ofPrompts).toBeLessThan(tdpW);
      expect(reading(16, expertParallel).watts).toBe(ofPrompts);
    }
  });

  it('may be one by load, of the reader’s', () => {
    const byLoad = plan(withFields(chat, 'facility', { powerExponent: 1 }));
    expect(byLoad.phase.decodeW).toBeNull();
    expect(byLoad.energy.chipKwhPerDay).toBeNull();
    const { idleKw, maxKw } = { idleKw: lineOf(byLoad, 'server.idleKw'), maxKw: lineOf(byLoad, 'server.maxKw') };
    expect(byLoad.power.meanServerKw).toBeCloseTo(idleKw + (maxKw - idleKw) * lineOf(byLoad, 'fleet.meanLoad'), 12);
  });

  it('counts a made server as the reader says', () => {
    const heavy = plan({ ...chat, carbon: { ...chat.carbon, embodiedKgPerServer: 10_000 } });
    const perDay = ((heavy.fleet.servers ?? NaN) * 10_000) / (chat.economics.amortisationYears * 365);
    expect(heavy.carbon.embodiedKgPerDay).toBeCloseTo(perDay, 9);
  });
});
