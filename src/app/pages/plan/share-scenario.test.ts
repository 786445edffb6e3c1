import { expect, test } from 'vitest';
import { presets } from '../../../catalog/presets.ts';
import { packText } from '../../../exchange/share-text.ts';
import { parseHash } from '../../router/location.ts';
import { readSharedScenario, scenarioHash } from './share-scenario.ts';

test.each(presets.map(({ id, scenario }) => [id, scenario] as const))('%s survives a link', async (_id, scenario) => {
  const { segments, query } = parseHash(await scenarioHash(scenario));
  expect(segments).toEqual(['plan']);
  expect(await readSharedScenario(query['scenario'])).toEqual({ ok: true, value: scenario });
});

test('a calibration of this browser stays here', async () => {
  const [{ scenario }] = presets;
  const hash = await scenarioHash({ ...scenario, hardware: { ...scenario.hardware, calibration: 'fit-1' } });
  const read = await readSharedScenario(parseHash(hash).query['scenario']);
  expect(read.ok && read.value.hardware.calibration).toBeNull();
});

test('a hostile link is refused field by field', async () => {
  const packed = await packText('{"demand":{"queriesPerDay":-1,"__proto__":{"x":1}},"model":"no-such-model"}');
  const read = await readSharedScenario(packed);
  const messages = read.ok ? [] : read.error.map(({ message }) => message).join('\n');
  expect(messages).toMatch(/queriesPerDay.*is -1/);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});
