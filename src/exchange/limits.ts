import { problem, type Problem } from '../base/result.ts';

/**
 * What a file from outside may be at most. A full run of ours is a few hundred kB and nests 5 deep, so these leave room
 * and still keep a hostile file from costing more than a blink.
 */
export const MAX_FILE_BYTES = 5_000_000;
export const MAX_DEPTH = 32;
export const MAX_ARRAY_LENGTH = 100_000;

/** More would only bury the first ones; readers stop looking at one more than this. */
export const MAX_PROBLEMS = 1000;

/** To be asked before a file is read. */
export const refuseSize = (bytes: number): Problem | null =>
  bytes <= MAX_FILE_BYTES
    ? null
    : problem(
        '',
        `The file is ${(bytes / 1e6).toFixed(1)} MB; at most ${String(MAX_FILE_BYTES / 1e6)} MB are read. ` +
          'Split it, or remove what is not needed.',
      );

export const capProblems = (problems: readonly Problem[]): Problem[] =>
  problems.length <= MAX_PROBLEMS
    ? [...problems]
    : [
        ...problems.slice(0, MAX_PROBLEMS),
        problem('', `There are more problems, which are not listed. Mend the first ones and try again.`),
      ];
