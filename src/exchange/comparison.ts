import { strFromU8, unzipSync } from 'fflate';
import { isPlainObject } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import {
  COMPARISON,
  COMPARISONS,
  comparisonSchema,
  comparisonsSchema,
  type Comparison,
} from '../records/comparison.ts';
import { decodeText } from './decode-text.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import { readJson } from './read-json.ts';
import { parseRecord, serialiseRecord } from './record.ts';

/** A comparison from JSON: the whole of it, or every problem. */
export const parseComparison = (text: string): Result<Comparison, Problem[]> =>
  parseRecord(text, COMPARISON, comparisonSchema);

export const serialiseComparison = (comparison: Comparison): string => serialiseRecord(comparison);

/** One comparison, or several that were merged. */
const parseComparisons = (text: string): Result<readonly Comparison[], Problem[]> => {
  const document = readJson(text);
  if (document.ok && isPlainObject(document.value.value) && document.value.value['format'] === COMPARISONS.format) {
    const merged = parseRecord(text, COMPARISONS, comparisonsSchema);
    return merged.ok ? ok(merged.value.comparisons) : merged;
  }
  const single = parseComparison(text);
  return single.ok ? ok([single.value]) : single;
};

/** A single comparison stays one; several become one file. */
export const serialiseComparisons = (comparisons: readonly Comparison[]): string =>
  comparisons.length === 1 && comparisons[0] !== undefined
    ? serialiseComparison(comparisons[0])
    : serialiseRecord({ format: COMPARISONS.format, version: COMPARISONS.version, comparisons });

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const isZip = (bytes: Uint8Array): boolean => ZIP.every((byte, i) => bytes[i] === byte);

/** The attachments of a Playwright blob report that are comparisons: a shard's results as its runner keeps them. */
const fromBlobReport = (bytes: Uint8Array): Result<readonly Comparison[], Problem[]> => {
  let total = 0;
  let tooLarge = false;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!/^resources\/[^/]+\.json$/.test(name)) return false;
        total += originalSize;
        tooLarge ||= total > 10 * MAX_FILE_BYTES;
        return !tooLarge;
      },
    });
  } catch {
    return err([problem('', 'The archive is damaged or cut off; copy it again.')]);
  }
  if (tooLarge)
    return err([problem('', `The archive unpacks to more than ${String((10 * MAX_FILE_BYTES) / 1e6)} MB.`)]);
  const comparisons: Comparison[] = [];
  for (const file of Object.values(files)) {
    const text = strFromU8(file);
    if (!text.includes(`"${COMPARISON.format}"`)) continue;
    const parsed = parseComparison(text);
    if (!parsed.ok) return parsed;
    comparisons.push(parsed.value);
  }
  return comparisons.length > 0
    ? ok(comparisons)
    : err([problem('', 'The archive holds no comparison; give a blob report of bench/playwright.config.ts.')]);
};

/** Comparisons from a file of ours, alone or merged, or from a blob report. */
export const readComparisons = (bytes: Uint8Array): Result<readonly Comparison[], Problem[]> => {
  if (isZip(bytes)) return fromBlobReport(bytes);
  const text = decodeText(bytes);
  return text.ok ? parseComparisons(text.value) : text;
};
