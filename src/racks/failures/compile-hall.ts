import { entryAt } from '../../base/checked.ts';
import { formatCount } from '../../base/format.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { compileChain, type CompiledChain } from './compile-chain.ts';
import { hallChain, type Hall } from './hall-chain.ts';
import { layoutHall, type LayoutHall } from './layout-hall.ts';

/** A hall with its chain, ready for failures. */
export interface CompiledHall {
  readonly hall: Hall;
  readonly chain: CompiledChain;
}

/** Racks whose failures are followed: what takes some seconds and some hundred megabytes. */
const MOST_RACKS = 5000;

export const compileHall = (input: LayoutHall): Result<CompiledHall, Problem[]> => {
  const racks = input.layout.placement.racks.reduce((sum, { count }) => sum + count, 0);
  if (racks > MOST_RACKS) {
    const message = `The plan has ${formatCount(racks)} racks; up to ${formatCount(MOST_RACKS)} are followed. Take a hall of them: demand.queriesPerDay lower.`;
    return err([problem('demand.queriesPerDay', message)]);
  }
  const hall = layoutHall(input);
  const { chain, problems } = hallChain(hall);
  if (problems.length > 0) return err([...problems]);
  const compiled = compileChain(chain);
  if (!compiled.ok) throw new Error(entryAt(compiled.error, 0).message);
  return ok({ hall, chain: compiled.value });
};
