import { describe, expect, it } from 'vitest';
import { physicalPreset } from '../catalog/testing/presets.ts';
import type { ModelFormats } from '../records/model.ts';
import type { OwnModel } from '../records/own-hardware.ts';
import { modelDoubt, modelWarnings, servingOwnModel } from './model-formats.ts';
import { plan } from './plan.ts';
import { uncertainInputs } from './sensitivity/uncertain-inputs.ts';

const chat = physicalPreset('llama2-70b-chat');
const PLAIN: ModelFormats = { weights: 'bf16', activations: null, kvCache: null, unquantised: [], wide: 'bf16' };

/** Llama 3 8B by another name. */
const own = (more: Partial<OwnModel> = {}): OwnModel => ({
  id: 'own-mine',
  name: 'Mine',
  modelType: 'llama',
  hidden: 4096,
  vocab: 128_256,
  tiedEmbeddings: false,
  context: 8192,
  layers: [
    {
      count: 32,
      mixers: [
        {
          kind: 'attention',
          heads: 32,
          kvHeads: 8,
          headDim: 128,
          valueDim: 128,
          windowTokens: null,
          gated: false,
          keysAndValues: 'projected',
        },
      ],
      mlps: [{ kind: 'dense', width: 14_336, gated: true }],
    },
  ],
  lookupParams: 0,
  towerParams: 0,
  formats: PLAIN,
  warnings: [],
  doubtful: false,
  source: 'config.json given by the user (mine.json)',
  note: '',
  ...more,
});

describe('an own model', () => {
  it('is planned as the shipped one of its dimensions, and named by its file', () => {
    const [mine, shipped] = [plan(servingOwnModel(chat, own())), plan({ ...chat, model: 'llama-3-8b' })];
    expect(mine.fleet.servers).toBe(shipped.fleet.servers);
    expect(mine.ledger.find(({ id }) => id === 'model.paramsTotal')).toMatchObject({
      value: 8_029_995_008,
      source: 'config.json given by the user (mine.json)',
      tier: 'assumed',
    });
  });

  it('sets the formats that it is quantised in, and leaves them alone where it is not', () => {
    const awq = servingOwnModel(chat, own({ formats: { ...PLAIN, weights: 'int4', wide: 'fp16' } }));
    expect(awq.precision).toMatchObject({ weights: 'int4', activations: 'fp16', kvCache: 'fp16' });
    expect(servingOwnModel(chat, own()).precision).toEqual(chat.precision);
    expect(modelWarnings(awq)).toEqual([]);
  });

  it('says what stands in for a format that there is not, and what stays wide', () => {
    const formats: ModelFormats = {
      weights: 'nvfp4',
      activations: 'nvfp4',
      kvCache: 'fp8',
      unquantised: ['attention'],
      wide: 'bf16',
    };
    const scenario = servingOwnModel(chat, own({ formats }));
    expect(scenario.precision).toMatchObject({ weights: 'nvfp4', activations: 'nvfp4', kvCache: 'fp8' });
    expect(modelWarnings(scenario).map(({ code }) => code)).toEqual(['model-mixed']);
    const ternary = servingOwnModel(chat, own({ formats: { ...formats, weights: 'ternary', unquantised: [] } }));
    expect(modelWarnings(ternary).map(({ code }) => code)).toEqual(['model-format']);
  });

  it('that was not wholly understood says so in the plan, and every band is wider', () => {
    const inputsOf = (model: OwnModel): readonly string[] =>
      uncertainInputs(servingOwnModel(chat, model), {}).map(({ id }) => id);
    const doubted = own({ doubtful: true, warnings: ['Not understood and not used: mamba_banks.'] });
    expect(modelDoubt(servingOwnModel(chat, doubted))).toBeCloseTo(Math.log(1.5), 12);
    expect(inputsOf(doubted)).toContain('model.paramsActive');
    expect(inputsOf(own())).not.toContain('model.paramsActive');
    expect(plan(servingOwnModel(chat, doubted)).warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['model-read', 'model-doubtful']),
    );
  });

  it('read again takes the place of the one before', () => {
    const twice = servingOwnModel(servingOwnModel(chat, own()), own({ context: 1024 }));
    expect(twice.own?.models.map(({ context }) => context)).toEqual([1024]);
  });
});
