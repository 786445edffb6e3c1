import { didYouMean } from '../../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { parseMeasurement, serialiseMeasurement } from '../../exchange/measurement.ts';
import { showText } from '../../exchange/show.ts';
import type { MeasureRequest } from '../../../bench/chromium-host.ts';
import { DTYPES, type Dtype } from '../../records/dtypes.ts';
import { findVariant, matmulVariants } from '../../measure/kernels/variants.ts';
import type { Measurement } from '../../records/measurement.ts';
import { requestToResume, whyNotResumable } from '../../records/resume.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readText, writeText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { measureOrKeep } from '../measure-or-keep.ts';
import { measurementProblems, measurementText, searchLines } from '../measurement-report.ts';
import { openTuningCache, type TuningCache } from '../tuning-cache.ts';

const SUITES = ['quick', 'full'] as const;
const HOSTS = ['chromium', 'dawn'] as const;
type Host = (typeof HOSTS)[number];

/** Beyond this an f32 operand passes the 2 GiB that WebGPU buffers reach at most, whatever the other side is. */
const LARGEST_DIMENSION = 65_536;
const MOST_SHAPES = 200;

const choose = <T extends string>(
  args: Arguments,
  option: string,
  choices: readonly [T, ...T[]] | readonly T[],
): Result<T, Problem> => {
  const text = args.value(option) ?? choices[0];
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return ok(chosen);
  return err(problem(option, `--${option} is ${showText(text) || 'empty'}; it must be one of ${choices.join(', ')}.`));
};

const readShapes = (text: string | null): Result<MeasureRequest['shapes'], Problem[]> => {
  if (text === null) return ok([]);
  const problems: Problem[] = [];
  const shapes = text.split(',').map((part) => {
    const sides = part.trim().split(/[x×]/);
    const [m = NaN, n = NaN, k = NaN] = sides.map((side) => (/^\d{1,9}$/.test(side) ? Number(side) : NaN));
    if (sides.length !== 3 || ![m, n, k].every((side) => side >= 1 && side <= LARGEST_DIMENSION)) {
      problems.push(
        problem(
          'shapes',
          `--shapes has ${showText(part) || 'an empty part'}; a shape is MxNxK, three whole numbers from 1 to ${String(LARGEST_DIMENSION)}, for example 512x512x512.`,
        ),
      );
    }
    return { m, n, k };
  });
  if (shapes.length > MOST_SHAPES) {
    problems.push(
      problem(
        'shapes',
        `--shapes has ${String(shapes.length)} shapes; at most ${String(MOST_SHAPES)} are measured in one run.`,
      ),
    );
  }
  return problems.length > 0 ? err(problems) : ok(shapes);
};

const readKernel = (args: Arguments, dtype: Dtype): Result<string, Problem> => {
  const kernel = args.value('kernel') ?? 'auto';
  if (kernel === 'auto') return ok(kernel);
  const variant = findVariant(kernel);
  if (variant === undefined) {
    const known = ['auto', ...matmulVariants.map(({ id }) => id)];
    const message = `--kernel is ${showText(kernel)}, which is not known; ${didYouMean(kernel, known)}`;
    return err(problem('kernel', message));
  }
  if (variant.dtypes.includes(dtype)) return ok(kernel);
  const message = `--kernel ${kernel} has no ${dtype} form; it takes --dtype ${variant.dtypes.join(' or ')}.`;
  return err(problem('kernel', message));
};

interface BenchRunOptions {
  readonly host: Host;
  readonly request: MeasureRequest;
}

/** What the file of a run says already. */
const OF_THE_RUN = ['suite', 'shapes', 'dtype', 'kernel', 'seed'] as const;

/** A run that broke off, to be taken up again where it was begun unless another host is asked for. */
const readResumed = (args: Arguments, path: string): Result<BenchRunOptions, Problem[]> => {
  const surplus = OF_THE_RUN.filter((option) => args.has(option)).map((option) =>
    problem(option, `--${option} and --resume are given together; the run to resume has its own, so leave it out.`),
  );
  const text = readText(path);
  const parsed = text.ok ? parseMeasurement(text.value) : text;
  if (!parsed.ok || surplus.length > 0) return err([...surplus, ...(parsed.ok ? [] : parsed.error)]);
  const run = parsed.value;
  const unresumable = whyNotResumable(run);
  if (unresumable !== null) return err([problem('resume', `${path} cannot be resumed: ${unresumable}.`)]);
  const host = args.has('host') ? choose(args, 'host', HOSTS) : ok<Host>(run.browser === null ? 'dawn' : 'chromium');
  return host.ok ? ok({ host: host.value, request: requestToResume(run) }) : err([host.error]);
};

const readRequest = (args: Arguments): Result<BenchRunOptions, Problem[]> => {
  const resumed = args.value('resume');
  if (resumed !== null) return readResumed(args, resumed);
  const suite = choose(args, 'suite', SUITES);
  const dtype = choose(args, 'dtype', DTYPES);
  const host = choose(args, 'host', HOSTS);
  const kernel = readKernel(args, dtype.ok ? dtype.value : 'f32');
  const seed = readNumber(args, 'seed', { low: 0, high: 2 ** 32 - 1, whole: true, unit: '' });
  const shapes = readShapes(args.value('shapes'));
  const problems = [suite, dtype, host, kernel, seed].flatMap((result) => (result.ok ? [] : [result.error]));
  if (args.has('suite') && args.has('shapes')) {
    problems.push(problem('shapes', '--suite and --shapes are given together; keep one: a suite has its own shapes.'));
  }
  if (suite.ok && dtype.ok && host.ok && kernel.ok && seed.ok && shapes.ok && problems.length === 0) {
    const request: MeasureRequest = {
      suite: args.has('shapes') ? 'custom' : suite.value,
      shapes: shapes.value,
      dtype: dtype.value,
      kernel: kernel.value,
      seed: seed.value ?? 1,
      powerPreference: 'high-performance',
    };
    return ok({ host: host.value, request });
  }
  return err([...problems, ...(shapes.ok ? [] : shapes.error)]);
};

/** Loaded on demand: neither a browser nor Dawn is needed to plan. */
const MEASURE = {
  chromium: async () => (await import('../../../bench/chromium-host.ts')).measureInChromium,
  dawn: async () => (await import('../../../bench/dawn-host.ts')).measureInDawn,
} as const;

/** Without a cache nothing is known and nothing is kept; a new search knows what lost the device, but no winner. */
const cacheFor = (args: Arguments): TuningCache => {
  if (args.has('no-cache')) return { tunings: [], keep: () => null };
  const cache = openTuningCache();
  if (!args.has('retune')) return cache;
  return { ...cache, tunings: cache.tunings.map((tuning) => ({ ...tuning, winner: null })) };
};

export const benchRun: Command = {
  name: 'bench run',
  summary: 'Measure this machine, in a headless browser or under Dawn for Node.',
  operands: '[--suite quick|full | --shapes MxNxK,… | --resume F]',
  mostPositionals: 0,
  options: {
    suite: { value: 'NAME', help: 'quick (one to two minutes on a GPU) or full; quick by default.' },
    shapes: { value: 'MxNxK,…', help: 'Measure these matrix products instead of a suite.' },
    dtype: { value: 'TYPE', help: `${DTYPES.join(', ')}; f32 by default.` },
    kernel: { value: 'ID', help: 'Kernel to use; auto takes the fastest one here.' },
    host: { value: 'NAME', help: 'chromium, or dawn (no browser, Vulkan, Metal or D3D12); chromium by default.' },
    // Not a file that the result may not take the place of: the result holds all that this one does.
    resume: {
      value: 'F',
      help: 'Measure what a run that broke off lacks; the result holds both sittings.',
    },
    retune: { help: 'Search the fastest kernels anew, also where the winners of an earlier run still hold.' },
    'no-cache': { help: 'Neither read nor write the winners of earlier runs.' },
    seed: { value: 'N', help: 'Draws the operands; 1 by default.' },
    out: { value: 'F', file: 'write', help: 'Write the measurement to a file.' },
    json: { help: 'Print the measurement as JSON.' },
  },
  async run(args, io) {
    const parsed = readRequest(args);
    if (!parsed.ok) return reportProblems(io, parsed.error);
    const { host, request } = parsed.value;
    const cache = cacheFor(args);
    const out = args.value('out');
    const write = (run: Measurement): Result<null, Problem[]> =>
      out === null ? ok(null) : writeText(out, serialiseMeasurement(run));
    const { result, closed } = await measureOrKeep(
      await MEASURE[host](),
      { ...request, tuned: cache.tunings },
      io,
      (run) => void write(run),
    );
    if (!result.ok) {
      io.log(result.error.message);
      return EXIT.invalid;
    }
    const measurement = result.value;
    for (const line of searchLines(measurement)) io.log(line);
    for (const { message } of measurement.warnings) io.log(`warning: ${message}`);
    // The result first, whatever becomes of the rest; where its file fails there is still the standard output.
    const written = write(measurement);
    if (!written.ok) reportProblems(io, written.error);
    io.out(args.has('json') || !written.ok ? serialiseMeasurement(measurement) : measurementText(measurement));
    const unkept = cache.keep((measurement.tuning ?? []).filter(({ reused }) => reused !== true));
    if (unkept !== null) io.log(`warning: ${unkept}`);
    const wrong = measurementProblems(measurement, request.suite);
    for (const line of wrong) io.log(line);
    await closed.catch(() => undefined);
    if (!written.ok) return EXIT.usage;
    return wrong.length === 0 ? EXIT.done : EXIT.invalid;
  },
};
