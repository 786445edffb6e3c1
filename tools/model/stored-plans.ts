import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import {
  digits,
  MOVED_FILE,
  moveOf,
  numbersOf,
  planAgain,
  scenarioOf,
  storedPlans,
  type Move,
} from '../../src/app/pages/plan/testing/stored-plans.ts';

/**
 * Writes what plans of stored scenarios say now where it is not what they said then: `node tools/model/stored-plans.ts REASON`.
 * What moved before keeps its reason; what has moved only now has the given one.
 */
const [reason] = process.argv.slice(2);

const found: Move[] = [];
let moved = 0;
for (const sample of storedPlans) {
  const byReason = new Map<string, Record<string, number | null>>();
  for (const { id, then, now } of numbersOf(sample, planAgain(scenarioOf(sample), sample))) {
    if (now === undefined) throw new Error(`The plan of ${sample.id} has no ${id} any more.`);
    if (digits(now) === digits(then)) continue;
    const move = moveOf(sample.id, id);
    if (move === undefined || digits(move.values[id]) !== digits(now)) moved++;
    const why = move?.reason ?? reason;
    if (why === undefined) throw new Error(`${id} of ${sample.id} was ${String(then)} and is ${String(now)}: say why.`);
    byReason.set(why, { ...byReason.get(why), [id]: now });
  }
  for (const [why, values] of byReason) {
    const same = found.find((other) => other.reason === why && JSON.stringify(other.values) === JSON.stringify(values));
    if (same === undefined) found.push({ reason: why, samples: [sample.id], values });
    else found[found.indexOf(same)] = { ...same, samples: [...same.samples, sample.id] };
  }
}
writeFileSync(MOVED_FILE, await format(JSON.stringify(found), { parser: 'json', printWidth: 120 }));
console.log(`${String(moved)} numbers have moved.`);
