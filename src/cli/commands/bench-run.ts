import { didYouMean } from '../../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { serialiseMeasurement } from '../../exchange/measurement.ts';
import { showText } from '../../exchange/show.ts';
import type { MeasureRequest } from '../../../bench/chromium-host.ts';
import { matmulVariants } from '../../measure/kernels/variants.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems, writeText } from '../io.ts';
import { measurementProblems, measurementText } from '../measurement-report.ts';

const DTYPES = ['f32', 'f16', 'i8'] as const;
const SUITES = ['quick', 'full'] as const;
const HOSTS = ['chromium'] as const;

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
    const [m, n, k] = sides.map((side) => (/^\d{1,9}$/.test(side) ? Number(side) : NaN));
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

const readKernel = (args: Arguments): Result<string, Problem> => {
  const kernel = args.value('kernel') ?? 'auto';
  const known = ['auto', ...matmulVariants.map(({ id }) => id)];
  if (known.includes(kernel)) return ok(kernel);
  return err(problem('kernel', `--kernel is ${showText(kernel)}, which is not known; ${didYouMean(kernel, known)}`));
};

const readRequest = (args: Arguments): Result<MeasureRequest, Problem[]> => {
  const suite = choose(args, 'suite', SUITES);
  const dtype = choose(args, 'dtype', DTYPES);
  const host = choose(args, 'host', HOSTS);
  const kernel = readKernel(args);
  const seed = readNumber(args, 'seed', { low: 0, high: 2 ** 32 - 1, whole: true, unit: '' });
  const shapes = readShapes(args.value('shapes'));
  const problems = [suite, dtype, host, kernel, seed].flatMap((one) => (one.ok ? [] : [one.error]));
  if (args.has('suite') && args.has('shapes')) {
    problems.push(problem('shapes', '--suite and --shapes are given together; keep one: a suite has its own shapes.'));
  }
  if (suite.ok && dtype.ok && kernel.ok && seed.ok && shapes.ok && problems.length === 0) {
    return ok({
      suite: args.has('shapes') ? 'custom' : suite.value,
      shapes: shapes.value,
      dtype: dtype.value,
      kernel: kernel.value,
      seed: seed.value ?? 1,
      powerPreference: 'high-performance',
    });
  }
  return err([...problems, ...(shapes.ok ? [] : shapes.error)]);
};

export const benchRun: Command = {
  name: 'bench run',
  summary: 'Measure this machine in a headless browser.',
  operands: '[--suite quick|full | --shapes MxNxK,…]',
  mostPositionals: 0,
  options: {
    suite: { value: 'NAME', help: 'quick (about a minute) or full; quick by default.' },
    shapes: { value: 'MxNxK,…', help: 'Measure these matrix products instead of a suite.' },
    dtype: { value: 'TYPE', help: 'f32, f16 or i8; f32 by default.' },
    kernel: { value: 'ID', help: 'Kernel to use; auto takes the fastest one here.' },
    host: { value: 'NAME', help: 'chromium.' },
    seed: { value: 'N', help: 'Draws the operands; 1 by default.' },
    out: { value: 'F', help: 'Write the measurement to a file.' },
    json: { help: 'Print the measurement as JSON.' },
  },
  async run(args, io) {
    const request = readRequest(args);
    if (!request.ok) return reportProblems(io, request.error);
    const { measureInChromium } = await import('../../../bench/chromium-host.ts');
    const result = await measureInChromium(request.value, {
      log: (text) => {
        io.log(text);
      },
      onProgress: ({ message, done, total }) => {
        io.log(`[${String(done)}/${String(total)}] ${message}`);
      },
      signal: io.signal,
    });
    if (!result.ok) {
      io.log(result.error.message);
      return EXIT.invalid;
    }
    const measurement = result.value;
    for (const { message } of measurement.warnings) io.log(`warning: ${message}`);
    const out = args.value('out');
    if (out !== null) {
      const written = writeText(out, serialiseMeasurement(measurement));
      if (!written.ok) return reportProblems(io, written.error);
    }
    io.out(args.has('json') ? serialiseMeasurement(measurement) : measurementText(measurement));
    const wrong = measurementProblems(measurement, request.value.suite);
    for (const line of wrong) io.log(line);
    return wrong.length === 0 ? EXIT.done : EXIT.invalid;
  },
};
