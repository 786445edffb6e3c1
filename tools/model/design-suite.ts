/** Prints the designed shapes of the quick suite as they stand in src/measure/suites/shapes.ts: `node tools/model/design-suite.ts`. */
import { designSuite } from '../../src/calibrate/design.ts';

const flop = ({ m, n, k }: { m: number; n: number; k: number }): number => 2 * m * n * k;
for (const { m, n, k } of designSuite().sort((a, b) => flop(a) - flop(b))) {
  console.log(`  shape(${String(m)}, ${String(n)}, ${String(k)}),`);
}
