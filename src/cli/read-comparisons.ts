import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { readComparisons } from '../exchange/comparison.ts';
import { mergeComparisons, type Merged, type NamedComparison } from '../regression/merge.ts';
import { fileName, readBytes } from './files.ts';

/** The comparisons of all files, joined by machine; or everything that is wrong with any of them, file by file. */
export const readMerged = (paths: readonly string[]): Result<Merged, Problem[]> => {
  const problems: Problem[] = [];
  const files: NamedComparison[] = [];
  for (const path of paths) {
    const bytes = readBytes(path);
    if (!bytes.ok) {
      problems.push(...bytes.error);
      continue;
    }
    const read = readComparisons(bytes.value);
    if (read.ok) files.push(...read.value.map((comparison) => ({ file: fileName(path), comparison })));
    else
      problems.push(...read.error.map(({ path: field, message }) => problem(field, `${fileName(path)}: ${message}`)));
  }
  if (problems.length > 0) return err(problems);
  const merged = mergeComparisons(files);
  return merged.ok ? ok(merged.value) : merged;
};
