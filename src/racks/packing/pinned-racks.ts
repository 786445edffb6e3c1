import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { withoutZeros, type NumberedRack } from './filled-rack.ts';
import { fits, type PatternSpace } from './pattern-space.ts';
import type { Class } from './prepare.ts';
import type { PackingRequest } from './request.ts';
import { fillInOrder } from './whole-racks.ts';

/** Racks that certain devices must stand in, filled up with what is worth most; the demand is lessened by it. */
export const pinnedRacks = (
  space: PatternSpace,
  demand: Int32Array,
  classes: readonly Class[],
  { devices, rules }: PackingRequest,
): Result<NumberedRack[], Problem[]> => {
  const numbers = [...new Set(rules.inRack.map(({ rack }) => rack))].sort((a, b) => a - b);
  const starts = numbers.map((number) => {
    const pattern = new Int32Array(classes.length);
    for (const pin of rules.inRack) {
      if (pin.rack !== number) continue;
      const item = classes.findIndex(({ entries }) => devices[entries[0]!]!.device.id === pin.device);
      if (item >= 0) pattern[item]! += pin.count;
    }
    return { number, pattern };
  });
  const problems = rules.inRack.flatMap(({ device: id, count }) => {
    const entry = devices.find(({ device }) => device.id === id);
    if (entry === undefined || (entry.count > 0 && entry.device.ownRack === null)) return [];
    const { name } = entry.device;
    const message =
      entry.count > 0
        ? `${name}: it brings its own rack, and cannot be pinned to another; take the pin out.`
        : `${name}: ${String(count)} more are pinned to racks than there are; pin fewer.`;
    return [problem('rules.inRack', message)];
  });
  for (const { number, pattern } of starts) {
    for (let item = 0; item < demand.length; item++) demand[item]! -= pattern[item]!;
    const order = [...pattern.keys()].filter((item) => pattern[item]! > 0);
    if (fillInOrder(space, pattern, order).reduce((sum, { count }) => sum + count, 0) > 1) {
      problems.push(
        problem(
          'rules.inRack',
          `Rack ${String(number)} cannot hold everything that is pinned to it; pin less, or to several racks.`,
        ),
      );
    }
  }
  demand.forEach((rest, item) => {
    if (rest < 0) {
      const { name } = devices[classes[item]!.entries[0]!]!.device;
      problems.push(
        problem('rules.inRack', `${name}: ${String(-rest)} more are pinned to racks than there are; pin fewer.`),
      );
    }
  });
  if (problems.length > 0) return err(problems);
  const order = [...demand.keys()];
  return ok(
    starts.map(({ number, pattern }) => {
      const whole = Int32Array.from(pattern);
      for (const item of order) {
        while (demand[item]! > 0) {
          whole[item]! += 1;
          if (!fits(space, whole)) {
            whole[item]! -= 1;
            break;
          }
          demand[item]! -= 1;
        }
      }
      return { ...withoutZeros({ pattern: whole, count: 1 }), number };
    }),
  );
};
