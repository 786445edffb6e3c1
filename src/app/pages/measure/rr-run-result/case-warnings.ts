import { countsOf } from '../../../../base/counts.ts';
import type { MeasuredCase, Warning } from '../../../../records/measurement.ts';

/** What a warning of a single case means where it stands for several; the table has each in full. */
const WORDS: Readonly<Record<string, string>> = {
  drift: 'became slower or faster while they were sampled: throttling, a clock still ramping, or other work',
  noisy: 'were disturbed by other work on this machine',
  'slow-phase': 'fell into a slow phase of the machine itself, as a fixed probe tells',
  'clocks-disagree': 'took longer by the wall clock than by the GPU: something outside the kernel takes time',
  'timestamps-rejected': 'are timed by the wall clock, because the GPU timestamps could not be right',
  'few-samples': 'have too few samples for an interval',
};

const countOf = (count: number, all: number): string => `${count} of ${all} ${all === 1 ? 'case' : 'cases'}`;

/** The warnings of all cases, one line a kind. */
export const caseWarnings = (cases: readonly MeasuredCase[]): Warning[] => {
  const counts = countsOf(cases.flatMap(({ warnings }) => [...new Set(warnings.map(({ code }) => code))]));
  const hidden = cases.filter(({ outcome }) => outcome === 'hidden').length;
  return [
    ...[...counts].map(([code, count]) => ({
      code,
      message: `${countOf(count, cases.length)} ${WORDS[code] ?? 'came with a warning'}; see the table.`,
    })),
    ...(hidden === 0
      ? []
      : [
          {
            code: 'hidden',
            message: `${countOf(hidden, cases.length)} were under way when the page was hidden and have no rate; measure what is missing with the page in front.`,
          },
        ]),
  ];
};
