import { createRandom } from '../../src/base/random.ts';
import { optimum } from '../../src/cli/prove-packing.ts';
import { maximalPatterns } from '../../src/racks/packing/maximal-patterns.ts';
import { pack } from '../../src/racks/packing/pack.ts';
import { prepare } from '../../src/racks/packing/prepare.ts';
import { NO_RULES } from '../../src/racks/packing/request.ts';
import { listed, rackType } from '../../src/racks/testing/devices.ts';
import { drawMix } from '../../src/racks/testing/mixes.ts';
import { table, type Part } from './part.ts';

const MIXES = 1000;
/** Mixes that can be filled in more ways, or need longer, are not given to the solver. */
const MOST_PATTERNS = 20_000;
const SECONDS = 20;

export const packing: Part = {
  name: 'packing',
  title: 'Packing against an integer programme',
  about:
    'Random mixes of at most six classes: the gap is at most one rack or 1 %, and the bound never above the optimum of HiGHS over all maximal patterns.',
  async run({ seed, scale }) {
    const random = createRandom(seed);
    const counts = { mixes: 0, proved: 0, compared: 0, optimal: 0, wideGap: 0, boundAbove: 0, fewerThanLeast: 0 };
    let widest = 0;
    while (counts.mixes < Math.max(1, Math.round(MIXES * scale))) {
      const request = { rack: rackType(), devices: listed(drawMix(random)), rules: NO_RULES };
      const [prepared, packed] = [prepare(request), pack(request)];
      if (!prepared.ok || !packed.ok) continue;
      counts.mixes += 1;
      const { racks, bound, proved } = packed.value;
      const gap = racks - bound.racks;
      widest = Math.max(widest, gap);
      if (proved) counts.proved += 1;
      if (gap > Math.max(1, 0.01 * racks)) counts.wideGap += 1;
      const { space, demand } = prepared.value;
      const patterns = maximalPatterns(space, demand, MOST_PATTERNS);
      const best = patterns === null ? null : await optimum(patterns, demand, SECONDS);
      if (best === null || !best.ok) continue;
      const least = best.value.reduce((sum, { count }) => sum + count, 0);
      counts.compared += 1;
      if (racks === least) counts.optimal += 1;
      if (bound.racks > least) counts.boundAbove += 1;
      if (racks < least) counts.fewerThanLeast += 1;
    }
    const failed = counts.wideGap + counts.boundAbove + counts.fewerThanLeast;
    const print = table(
      ['', 'mixes'],
      [
        ['drawn', counts.mixes],
        ['proved least by the prices of patterns alone', counts.proved],
        ['gap above one rack and above 1 %', counts.wideGap],
        ['solved by HiGHS as well', counts.compared],
        ['of these packed in the least number of racks', counts.optimal],
        ['of these with a bound above the optimum', counts.boundAbove],
        ['of these with fewer racks than the optimum', counts.fewerThanLeast],
        ['widest gap, racks', widest],
      ],
    );
    return { tally: { passed: counts.mixes - failed, failed, skipped: 0 }, print };
  },
};
