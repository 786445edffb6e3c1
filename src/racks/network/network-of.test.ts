import fc from 'fast-check';
import { expect, it } from 'vitest';
import { networkOf } from './network-of.ts';

const message = (profile: string, server: string, servers: number): string => {
  const found = networkOf(profile, server, servers);
  return found.ok ? '' : found.error.message;
};

it('finds the pod of the server, or the fabric that is named', () => {
  expect(networkOf('superpod', 'dgx-h100', 127)).toMatchObject({
    ok: true,
    value: { fabric: { profile: 'h100-superpod' }, switches: { count: 48, units: 48 }, cables: 2044 },
  });
  expect(networkOf('superpod', 'dgx-a100-640gb', 302)).toMatchObject({
    ok: true,
    value: { fabric: { profile: 'a100-superpod', scalableUnits: 16, core: 64 }, switches: { typicalPowerW: null } },
  });
  expect(networkOf('inference-frontend', 'dgx-a100-640gb', 302)).toMatchObject({
    ok: true,
    value: {
      fabric: { leaf: 10, spine: 8 },
      switches: { count: 18, units: 36, typicalPowerW: 18 * 940 },
      cables: 1244,
    },
  });
});

it.each([
  ['inference-frontend', 'dgx-a100-640gb', 4e6],
  ['superpod', 'dgx-h100', 40_000],
  ['superpod', 'dgx-a100-640gb', 20_000],
])('%s on %s never takes fewer switches for more servers, however many networks it takes', (profile, server, most) => {
  const count = (of: number): number => {
    const found = networkOf(profile, server, of);
    return found.ok ? found.value.pods * found.value.switches.count : NaN;
  };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most / 40 }), (servers, more) => {
      expect(count(servers + more)).toBeGreaterThanOrEqual(count(servers));
    }),
  );
});

it('refuses what nobody designed, with a way out', () => {
  expect(message('superpod', 'dell-xe9680', 10)).toMatch(/no pod is designed around dell-xe9680; did you mean/);
  expect(message('superpot', 'dgx-h100', 10)).toMatch(
    /^network\.profile "superpot" is not a known fabric; did you mean/,
  );
  expect(networkOf('superpod', 'dgx-h100', 9000)).toMatchObject({ value: { pods: 2, fabric: { servers: 4500 } } });
});
