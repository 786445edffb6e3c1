import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem, Result } from '../base/result.ts';
import { presets, scenarioDefaults } from '../catalog/presets.ts';
import { scenarioSchema, scenarioSchemas, withFields, type Scenario } from '../records/scenario.ts';
import { leafPaths } from '../records/schema-walk.ts';
import { applySettings, choosePreset, parseScenario, serialiseScenario } from './scenario.ts';
import { arbitraryOf } from './testing/arbitrary-of-schema.ts';

const messages = (result: Result<unknown, Problem[]>): string[] => {
  if (result.ok) throw new Error('accepted');
  return result.error.map(({ message }) => message);
};
const value = <T>(result: Result<T, Problem[]>): T => {
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
};

/** Any scenario in range, with names that the catalogue has. */
const scenarios = arbitraryOf(scenarioSchema).map((drawn): Scenario => {
  const scenario = drawn as Scenario;
  const { hardware, model } = scenarioDefaults[scenario.mode];
  const { server, accelerator } = hardware;
  // Hardware of its own is of accelerators that exist, each under an id of its own.
  const own = scenario.own && {
    accelerators: scenario.own.accelerators.map((fact, n) => ({
      ...fact,
      id: `own-a${String(n)}`,
      kernelsOf: 'a100-sxm-80gb',
    })),
    servers: scenario.own.servers.map((fact, n) => ({ ...fact, id: `own-s${String(n)}`, acceleratorId: 'h100-sxm' })),
    models: scenario.own.models.map((fact, n) => ({ ...fact, id: `own-m${String(n)}` })),
  };
  const named = { ...scenario, own, model, economics: { ...scenario.economics, region: 'us-va' } } as Scenario;
  const { hardware: there, network } = scenarioDefaults.physical;
  return named.mode === 'physical'
    ? withFields({ ...named, network }, 'hardware', { server, accelerator, stack: there.stack })
    : withFields(named, 'hardware', { server, accelerator });
});

describe('parseScenario', () => {
  it('reads back what was written, for any scenario in range', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        expect(value(parseScenario(serialiseScenario(scenario)))).toEqual(scenario);
      }),
    );
  });

  it.each(presets.map(({ id, scenario }) => [id, scenario] as const))('reads the preset %s back', (_, scenario) => {
    expect(value(parseScenario(serialiseScenario(scenario)))).toEqual(scenario);
  });

  it('fills in what a file leaves out, by its mode', () => {
    const physical = value(parseScenario('{"demand":{"queriesPerDay":5}}'));
    expect(physical).toEqual({
      ...scenarioDefaults.physical,
      demand: { ...scenarioDefaults.physical.demand, queriesPerDay: 5 },
    });
    expect(value(parseScenario('{"mode":"article"}'))).toEqual(scenarioDefaults.article);
  });

  it('names all that is wrong in one go: keys, ranges, kinds, names', () => {
    const text = `{
      "demnd": {}, "demand": {"queriesPerDay": -1, "inputTokns": 3, "peakToAverage": "2"}, "mode": "artcle",
      "slo": 5, "facility": {"rackUnits": 4.5, "rackKw": 1e400}, "model": "gpt-3-175", "hardware": {"server": "dgx a100"}
    }`;
    expect(messages(parseScenario(text))).toEqual([
      expect.stringMatching(/^demnd is not a known key; did you mean "demand"\? Known here: format, version, name, /),
      expect.stringMatching(/^demand\.inputTokns is not a known key; did you mean "inputTokens"\? /),
      'mode (Mode) is "artcle"; it must be one of article, physical. Correct it, or leave it out to take the default.',
      'demand.queriesPerDay (Queries) is -1; it must be a number from 0 to 1e13 1/day. Correct it, or leave it out to take the default.',
      'demand.peakToAverage (Peak to average) is "2"; it must be a number from 1 to 20. Correct it, or leave it out to take the default.',
      expect.stringMatching(/^hardware\.server \(Server\) is "dgx a100"; it must be an id of /),
      'slo is 5; it must be an object. Correct it, or leave it out to take the default.',
      expect.stringMatching(
        /^facility\.rackUnits \(Rack height\) is 4\.5; it must be a whole number from 1 to 100 U\. /,
      ),
      expect.stringMatching(/^facility\.rackKw \(Rack power\) is 1e400; it must be a number from 0\.1 to 1,000 kW\. /),
      expect.stringMatching(/^model "gpt-3-175" is not a known model; did you mean "gpt-3-175b"\?/),
    ]);
  });

  it('refuses a table by the hour that is neither a day nor a week, or 0 throughout', () => {
    const hours = (length: number, value = 1): number[] => Array.from({ length }, () => value);
    const told = (section: string, hourlyProfile: readonly number[]): string =>
      messages(parseScenario(JSON.stringify({ [section]: { hourlyProfile } }))).join('\n');
    const must = 'it must be a list, one entry above 0, of 24 hours of a day or 168 of a week';
    for (const section of ['demand', 'carbon']) {
      for (const wrong of [hours(23), hours(36), hours(169), hours(24, 0), hours(168, 0)]) {
        expect(told(section, wrong)).toContain(`${section}.hourlyProfile`);
        expect(told(section, wrong)).toContain(must);
      }
      expect(parseScenario(JSON.stringify({ [section]: { hourlyProfile: hours(168) } })).ok).toBe(true);
    }
  });

  it('refuses other formats and newer versions', () => {
    expect(messages(parseScenario('{"format":"roofrack-plan"}'))[0]).toContain(
      'a scenario file has "roofrack-scenario"',
    );
    expect(messages(parseScenario('{"version":8}'))[0]).toContain('written by a newer Roofrack');
    expect(messages(parseScenario('{"version":0}'))[0]).toContain('version is 0; it must be 7.');
  });

  it('counts no network in a file of before networks counted, and the default in what leaves it out today', () => {
    const profileOf = (text: string): string | null => {
      const scenario = value(parseScenario(text));
      return scenario.mode === 'physical' ? scenario.network.profile : 'none';
    };
    expect(profileOf('{"version":2}')).toBeNull();
    expect(profileOf('{"version":1,"network":{"profile":"inference-frontend"}}')).toBeNull();
    expect(profileOf('{"version":3}')).toBe('inference-frontend');
    expect(profileOf('{}')).toBe('inference-frontend');
    expect(messages(parseScenario('{"version":3,"network":{"profile":"superpot"}}'))).toEqual([
      expect.stringMatching(/^network\.profile "superpot" is not a known fabric; did you mean "superpod"\?/),
    ]);
  });

  it('counts servers, electricity and rent alone in a file of before money counted more, and all terms in one of today', () => {
    const old = value(parseScenario('{"version":6,"economics":{"electricityUsdPerKwh":0.1}}'));
    expect(old.ownership).toMatchObject({ powerUsdPerW: 0, maintenanceShare: 0, staffPerMw: 0, rackUsd: 0 });
    expect(old.economics).toMatchObject({ electricityUsdPerKwh: 0.1, utilisation: 1, residualShare: 0, region: null });
    expect(value(parseScenario('{"version":6}')).ownership).toEqual(old.ownership);
    expect(messages(parseScenario('{"version":6,"economics":5}'))[0]).toContain('economics is 5');
    expect(value(parseScenario('{}')).ownership).toEqual(scenarioDefaults.physical.ownership);
  });

  it('fills in what a region has and the file leaves out, and nothing that it does not have', () => {
    const there = value(parseScenario('{"economics":{"region":"us-va"},"facility":{"wueLPerKwh":null}}'));
    expect(there.economics.electricityUsdPerKwh).not.toBe(scenarioDefaults.physical.economics.electricityUsdPerKwh);
    expect(there.carbon.kgPerKwh).not.toBe(scenarioDefaults.physical.carbon.kgPerKwh);
    expect(there.mode === 'physical' && there.facility).toEqual(scenarioDefaults.physical.facility);
    expect(messages(parseScenario('{"economics":{"region":"us-vaa"}}'))).toEqual([
      expect.stringMatching(/^economics\.region "us-vaa" is not a known region; did you mean "us-va"\?/),
    ]);
  });

  it('has the hall and the empty racks of before in a file of before equipment counted', () => {
    const old = value(parseScenario('{"version":3,"facility":{"rackKw":26}}'));
    const { equipment, ...facility } = scenarioDefaults.physical.facility;
    expect(old).toEqual({
      ...scenarioDefaults.physical,
      name: old.name,
      ownership: old.ownership,
      facility: {
        ...facility,
        rackKw: 26,
        equipment: [],
        cabinetKg: 0,
        rackWidthMm: null,
        rackDepthMm: null,
        powerExponent: 1,
      },
      hall: {
        racksPerRow: 16,
        coldAisleMm: 1200,
        hotAisleMm: 1200,
        perimeterMm: 1200,
        containment: 'hot',
        rackOrder: 'as packed',
      },
    });
    expect(equipment).toEqual([]);
    expect(messages(parseScenario('{"version":3,"facility":26}'))[0]).toContain('facility is 26');
  });

  it('reads a list of a setting as JSON, and says what is wrong in it by its place', () => {
    const rack = '[{"name":"Switch","role":"management","per":"rack","count":1,"units":1,"kw":0.5,"kg":9,"usd":null}]';
    const set = value(applySettings(scenarioDefaults.physical, [`facility.equipment=${rack}`]));
    expect(set.mode === 'physical' && set.facility.equipment[0]).toMatchObject({ name: 'Switch', units: 1 });
    const wrong = applySettings(scenarioDefaults.physical, [`facility.equipment=${rack.replace('0.5', '-1')}`]);
    expect(messages(wrong)[0]).toMatch(
      /^facility\.equipment\[0\]\.kw \(Power\) is -1; it must be a number from 0 to 1,000 kW/,
    );
    expect(messages(applySettings(scenarioDefaults.physical, ['facility.equipment=a rack']))[0]).toContain('a list');
  });

  it('takes no prototype from a file', () => {
    const text =
      '{"__proto__":{"mode":"article"},"demand":{"constructor":{"prototype":{"polluted":1}},"__proto__":{"x":1}}}';
    expect(messages(parseScenario(text))).toHaveLength(3);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.tuple(scenarios, fc.json()).map(([s, j]) => JSON.stringify({ ...s, demand: JSON.parse(j) as unknown })),
        ),
        (text) => {
          const result = parseScenario(text);
          if (!result.ok) for (const { message } of result.error) expect(message).toMatch(/^[^\n\r]+$/);
        },
      ),
    );
  });
});

describe('applySettings', () => {
  const base = scenarioDefaults.physical;

  it('sets numbers, names, choices and nulls, the last of two for one field', () => {
    const settings = [
      'demand.queriesPerDay=1',
      'demand.queriesPerDay = 2.5e6',
      'hardware.tensorParallel=4',
      'hardware.calibration=fit=1.json',
      'hardware.accelerator=null',
      'name=5',
    ];
    const changed = value(applySettings(base, settings));
    expect(changed.demand.queriesPerDay).toBe(2.5e6);
    expect(changed.hardware).toMatchObject({ tensorParallel: 4, calibration: 'fit=1.json', accelerator: null });
    expect(changed.name).toBe('5');
    expect(base.demand.queriesPerDay).toBe(250e6);
  });

  it('takes the mode first, wherever it stands: published arithmetic of the same load', () => {
    const changed = value(applySettings(base, ['article.wordsPerQuery=40', 'mode=article', 'demand.queriesPerDay=5']));
    expect(changed).toMatchObject({ mode: 'article', article: { wordsPerQuery: 40 }, demand: { queriesPerDay: 5 } });
    const back = value(applySettings(changed, ['mode=physical']));
    expect(back).toMatchObject({ mode: 'physical', published: { wordsPerQuery: 40 }, demand: { queriesPerDay: 5 } });
  });

  it('says of a field of the other mode where it counts, and the ways out', () => {
    expect(messages(applySettings(base, ['article.rackRounding=ceil']))).toEqual([
      'article.rackRounding counts only in published arithmetic (mode=article), and this scenario is of the physical model (mode=physical): leave the setting out, or choose mode=article.',
    ]);
    expect(messages(parseScenario('{"mode":"article","serving":{"maxBatch":3}}'))).toEqual([
      'serving counts only in the physical model (mode=physical), and this scenario is of published arithmetic (mode=article): leave it out, or choose mode=physical.',
    ]);
    expect(messages(applySettings(base, ['hardware.localMemoryGB=24']))[0]).toContain('memoryGB of an own accelerator');
    expect(messages(applySettings(base, ['mode=both']))).toEqual([
      'mode (Mode) is "both"; it must be one of article, physical. Give such a value.',
    ]);
  });

  it('takes the figures of a region, wherever it is named, but for what other settings say', () => {
    const changed = value(applySettings(base, ['economics.electricityUsdPerKwh=0.2', 'economics.region=us-va']));
    expect(changed.economics).toMatchObject({ region: 'us-va', electricityUsdPerKwh: 0.2 });
    expect(changed.carbon.kgPerKwh).not.toBe(base.carbon.kgPerKwh);
    expect(value(applySettings(changed, ['economics.region=null'])).carbon).toEqual(changed.carbon);
  });

  it('takes the word for what was measured here as an own accelerator', () => {
    const changed = value(applySettings(base, ['hardware.accelerator=local']));
    expect(changed.hardware.accelerator).toBe('own-measured');
    expect(changed.own?.accelerators).toMatchObject([
      { id: 'own-measured', memoryGB: null, peakDenseBf16Tflops: null },
    ]);
    expect(value(parseScenario('{"hardware":{"accelerator":"local"}}')).own).toEqual(changed.own);
  });

  it('gives every field that it can name its own value back', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const read = (path: string): unknown =>
          path.split('.').reduce<unknown>((here, key) => (here as Record<string, unknown>)[key], scenario);
        // Texts with blanks at their ends, and the word null, mean something else on a command line.
        const texts = ['name', 'hardware.calibration', 'hardware.stackCalibration'];
        const settings = leafPaths(scenarioSchemas[scenario.mode])
          .filter((path) => !/^(own|published)\./.test(path))
          .filter((path) => !['format', 'version', ...texts].includes(path))
          .map((path) => {
            const written = read(path);
            return `${path}=${Array.isArray(written) ? JSON.stringify(written) : String(written)}`;
          });
        const other = scenario.mode === 'article' ? scenarioDefaults.physical : scenarioDefaults.article;
        const { name } = other;
        const written = value(applySettings(other, settings));
        expect(written).toEqual(
          scenario.mode === 'article'
            ? { ...scenario, name, own: null }
            : {
                ...scenario,
                name,
                hardware: { ...scenario.hardware, calibration: null, stackCalibration: null },
                published: written.mode === 'physical' ? written.published : null,
                own: null,
              },
        );
      }),
      { numRuns: 50 },
    );
  });

  it('lists every problem and changes nothing', () => {
    const settings = [
      'demand.queriesPerDay=-1',
      'demand.querysPerDay=3',
      'nonsense',
      'slo.ttftP99Ms=1e400',
      'model=gpt4',
      'version=1',
    ];
    expect(messages(applySettings(base, settings))).toEqual([
      'demand.querysPerDay is not a known setting; did you mean "demand.queriesPerDay"?',
      'Setting "nonsense" has no "="; write path=value, for example demand.queriesPerDay=1000000.',
      expect.stringMatching(/^version is not a known setting; did you mean "/),
      'demand.queriesPerDay (Queries) is -1; it must be a number from 0 to 1e13 1/day. Give such a value.',
      'slo.ttftP99Ms (First token p99) is 1e400; it must be a number from 1 to 10,000,000 ms. Give such a value.',
      expect.stringMatching(/^model "gpt4" is not a known model; did you mean "/),
    ]);
  });

  it.each([
    'demand.queriesPerDay=',
    'demand.queriesPerDay=0x10',
    'demand.queriesPerDay=1_000',
    'demand.queriesPerDay=NaN',
  ])('does not guess what %s means', (setting) => {
    expect(messages(applySettings(base, [setting]))).toHaveLength(1);
  });
});

describe('choosePreset', () => {
  it('suggests the nearest', () => {
    const result = choosePreset('chatgpt-2023-artical');
    expect(!result.ok && result.error.message).toContain('did you mean "chatgpt-2023-article"?');
    expect(choosePreset('__proto__').ok).toBe(false);
  });
});

describe('fits in use', () => {
  it('a scenario of before there were fits of stacks beside those of kernels is read, and comes out whole', () => {
    const { stackCalibration, ...before } = scenarioDefaults.physical.hardware;
    expect(stackCalibration).toBeNull();
    const old = { ...scenarioDefaults.physical, hardware: { ...before, calibration: 'fit.json' } };
    const read = value(parseScenario(JSON.stringify(old)));
    if (read.mode !== 'physical') throw new Error('it is of the physical model');
    expect(read.hardware).toEqual({ ...before, calibration: 'fit.json', stackCalibration: null });
    const both = { ...read, hardware: { ...read.hardware, stackCalibration: 'stack.json' } };
    expect(value(parseScenario(serialiseScenario(both)))).toEqual(both);
  });
});
