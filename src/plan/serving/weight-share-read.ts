import { modelGeometry, routedParams } from '../../catalog/model-geometry.ts';
import type { Model } from '../../catalog/schema.ts';
import { expertsTouched } from '../../throughput/geometry.ts';

/** Share of the weights that a pass over so many tokens reads: all but the experts that none of them is routed to. */
export const weightShareRead = (model: Model, paramsTotal: number, tokens: number): number => {
  const untouched = modelGeometry(model).experts.reduce((sum, routed) => {
    const touched = expertsTouched(routed, Math.max(1, tokens)) / routed.experts;
    return sum + routedParams(routed) * (1 - touched);
  }, 0);
  return 1 - untouched / paramsTotal;
};
