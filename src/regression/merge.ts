import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { ComparedCase, Comparison } from '../records/comparison.ts';
import { machineClass, otherProgram, placeOf, questionText, sameSide, whyOtherSetup } from './unlike.ts';

/** A comparison and the file that it stands in, as messages name it. */
export interface NamedComparison {
  readonly file: string;
  readonly comparison: Comparison;
}

export interface Merged {
  /** One comparison per machine and class: what was timed on two is never in one. By class, then machine. */
  readonly comparisons: readonly Comparison[];
  /** What is worth knowing of how the files fitted together. */
  readonly notes: readonly string[];
}

const byTime = (a: NamedComparison, b: NamedComparison): number =>
  a.comparison.createdAt.localeCompare(b.comparison.createdAt) || a.comparison.id.localeCompare(b.comparison.id);

const joinCases = (a: readonly ComparedCase[], b: readonly ComparedCase[]): ComparedCase[] => [
  ...a.map((own) => {
    const other = b.find(({ id }) => id === own.id);
    return other === undefined
      ? own
      : {
          ...own,
          counts: own.counts ?? other.counts,
          sessions: [...own.sessions, ...other.sessions],
          failures: [...own.failures, ...other.failures],
        };
  }),
  ...b.filter(({ id }) => !a.some((own) => own.id === id)),
];

/** Two shards of one machine: their cases side by side, sessions of a case that both have one after the other. */
const join = (a: Comparison, b: Comparison): Comparison => ({
  ...a,
  runs: [...a.runs, ...b.runs],
  machine: { ...a.machine, loadAfter: b.machine.loadAfter },
  roofs: a.roofs ?? b.roofs,
  family: Math.max(a.family, b.family, joinCases(a.cases, b.cases).length),
  warnings: [...new Set([...a.warnings, ...b.warnings])].slice(0, 100),
  cases: joinCases(a.cases, b.cases),
  control: {
    ...a.control,
    equal: [...a.control.equal, ...b.control.equal],
    slowed: [...a.control.slowed, ...b.control.slowed],
    failures: [...a.control.failures, ...b.control.failures],
  },
});

const duplicates = (files: readonly NamedComparison[]): Problem[] => {
  const seen = new Map<string, string>();
  return files.flatMap(({ file, comparison }) =>
    comparison.runs.flatMap((run) => {
      const before = seen.get(run);
      seen.set(run, before ?? file);
      return before === undefined
        ? []
        : [
            problem(
              file,
              `${file} holds the run ${run}, which ${before} holds too: its sessions would count twice. Give it once.`,
            ),
          ];
    }),
  );
};

const horizonClashes = (files: readonly NamedComparison[]): Problem[] => {
  const known = new Map<string, { readonly file: string; readonly horizon: number }>();
  return files.flatMap(({ file, comparison }) =>
    comparison.cases.flatMap(({ id, horizon }) => {
      const first = known.get(id) ?? { file, horizon };
      known.set(id, first);
      return first.horizon === horizon
        ? []
        : [
            problem(
              file,
              `${file} judges ${id} by a horizon of ${String(100 * horizon)} %, ${first.file} by ${String(100 * first.horizon)} %; run both with the same src/measure/comparison/cases.ts.`,
            ),
          ];
    }),
  );
};

/** The first objection to each file among those before it of the same place. */
const clashesInPlaces = (
  files: readonly NamedComparison[],
  objection: (own: NamedComparison, earlier: NamedComparison) => string | null,
): Problem[] =>
  files.flatMap((own, i) => {
    const place = placeOf(own.comparison);
    const earlier = files.slice(0, i).filter(({ comparison }) => placeOf(comparison) === place);
    const [first] = earlier.flatMap((other) => objection(own, other) ?? []);
    return first === undefined ? [] : [problem(own.file, first)];
  });

const setupClashes = (files: readonly NamedComparison[]): Problem[] =>
  clashesInPlaces(files, (own, earlier) => {
    const why = whyOtherSetup(own.comparison, earlier.comparison);
    return why === null
      ? null
      : `${own.file} was timed ${why} as ${earlier.file} was; time both alike, or merge them apart.`;
  });

/** Another place may choose another kernel; in one place, what ran under one name must be one program. */
const programClashes = (files: readonly NamedComparison[]): Problem[] =>
  clashesInPlaces(files, (own, earlier) => {
    const [first] = own.comparison.cases.flatMap(({ id, counts }) => {
      const before = earlier.comparison.cases.find((other) => other.id === id);
      const other = otherProgram(before?.counts ?? null, counts);
      return other === null ? [] : [{ id, ...other }];
    });
    return first === undefined
      ? null
      : `${own.file} ran another program as the ${first.side} of ${first.id} than ${earlier.file} did (${first.counts}); compare the same builds, best by their commits.`;
  });

/** A commit is the same wherever it is built; folders of one name may hold anything, and what they weigh tells. */
const buildClashes = (files: readonly NamedComparison[]): Problem[] => {
  const known = new Map<string, { readonly file: string; readonly bytes: number }>();
  return files.flatMap(({ file, comparison }) =>
    (['base', 'head'] as const).flatMap((side) => {
      const { name, kind } = comparison[side];
      const bytes = comparison.bundleBytes[side];
      if (kind !== 'folder' || bytes === null) return [];
      const first = known.get(name) ?? { file, bytes };
      known.set(name, first);
      const message = `${file} has a build in ${name} of ${String(bytes)} bytes of script and style, ${first.file} one of ${String(first.bytes)}; compare the same builds, best by their commits.`;
      return first.bytes === bytes ? [] : [problem(file, message)];
    }),
  );
};

/**
 * Files of shards and machines as one comparison per machine and class. Refused, file by file: another question, a run given
 * twice, the same case by two horizons, one machine set up in two ways, two builds or programs under one name.
 */
export const mergeComparisons = (files: readonly NamedComparison[]): Result<Merged, Problem[]> => {
  const sorted = [...files].sort(byTime);
  const [first] = sorted;
  if (first === undefined) return err([problem('', 'No comparison is given; name at least one file.')]);
  const others = sorted.filter(
    ({ comparison: { base, head } }) =>
      !sameSide(base, first.comparison.base) || !sameSide(head, first.comparison.head),
  );
  const problems = [
    ...others.map(({ file, comparison }) =>
      problem(
        file,
        `${file} compares ${questionText(comparison)}, ${first.file} ${questionText(first.comparison)}; only answers to one question can be joined.`,
      ),
    ),
    ...duplicates(sorted),
    ...horizonClashes(sorted),
    ...setupClashes(sorted),
    ...buildClashes(sorted),
    ...programClashes(sorted),
  ];
  if (problems.length > 0) return err(problems);
  const machines = new Map<string, Comparison>();
  for (const { comparison } of sorted) {
    const place = placeOf(comparison);
    const before = machines.get(place);
    machines.set(place, before === undefined ? comparison : join(before, comparison));
  }
  const comparisons = [...machines.entries()].sort(([a], [b]) => a.localeCompare(b)).map(([, joined]) => joined);
  const classes = [...new Set(comparisons.map(machineClass))];
  return ok({
    comparisons,
    notes:
      classes.length < 2 ? [] : [`${String(classes.length)} machine classes, judged apart: ${classes.join('; ')}.`],
  });
};
