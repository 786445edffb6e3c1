import { formatNumber, percentText } from '../../base/format.ts';
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { nearest } from '../../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { calibrate, DEFAULT_HOLDOUT, type CalibrateOptions } from '../../calibrate/calibrate.ts';
import { torchCollector } from '../../calibrate/collector.ts';
import { timingsFromMeasurement } from '../../calibrate/from-measurement.ts';
import { peaksOf, tableFormat, tableOptions } from '../../calibrate/from-table.ts';
import { NUMBER_FORMATS, numberFormat, type NumberFormat } from '../../calibrate/number-format.ts';
import { accelerators, findAccelerator } from '../../catalog/catalog.ts';
import type { Accelerator } from '../../catalog/schema.ts';
import { serialiseCalibration } from '../../exchange/calibration.ts';
import { parseGemmCsv } from '../../exchange/gemm-csv.ts';
import { parseMeasurement } from '../../exchange/measurement.ts';
import { oneLine, showText } from '../../exchange/show.ts';
import type { Calibration, GemmTiming } from '../../records/calibration.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readText, writeText } from '../files.ts';
import { EXIT, reportProblems, type ExitCode, type Io } from '../io.ts';
import { textTable } from '../table.ts';
import { calibrateServing } from './calibrate-serving.ts';

interface Source {
  readonly timings: readonly GemmTiming[];
  readonly options: CalibrateOptions;
  /** What was taken for granted, for the person who knows better. */
  readonly note?: string;
}

/** What the command line says about the machine and the fit. */
interface FitSettings {
  readonly accelerator: Accelerator | null;
  readonly peakTflops: number | null;
  readonly bandwidthGBps: number | null;
  /** Number format of a table. */
  readonly format: NumberFormat | null;
  readonly holdout: number;
  readonly seed: number;
}

const readAccelerator = (args: Arguments): Result<Accelerator | null, Problem> => {
  const id = args.value('accelerator');
  if (id === null) return ok(null);
  const found = findAccelerator(id);
  if (found !== null) return ok(found);
  const suggestion = nearest(
    id,
    accelerators.map((accelerator) => accelerator.id),
  );
  return err(
    problem('accelerator', `--accelerator is ${showText(id)}, which is not known; did you mean "${suggestion ?? ''}"?`),
  );
};

const readFormat = (args: Arguments): Result<NumberFormat | null, Problem> => {
  const word = args.value('dtype');
  if (word === null) return ok(null);
  const format = numberFormat(word);
  const known = NUMBER_FORMATS.map(({ dtype }) => dtype).join(', ');
  return format === null
    ? err(problem('dtype', `--dtype is ${showText(word)}; a table is of one of ${known}.`))
    : ok(format);
};

const readSettings = (args: Arguments): Result<FitSettings, Problem[]> => {
  const accelerator = readAccelerator(args);
  const peak = readNumber(args, 'peak-tflops', { low: 1e-6, high: 1e6, unit: 'TFLOP/s' });
  const bandwidth = readNumber(args, 'bandwidth-gbps', { low: 1e-6, high: 1e7, unit: 'GB/s' });
  const holdout = readNumber(args, 'holdout', { low: 0.01, high: 0.5, unit: '' });
  const seed = readNumber(args, 'seed', { low: 0, high: 2 ** 32 - 1, whole: true, unit: '' });
  const format = readFormat(args);
  if (accelerator.ok && peak.ok && bandwidth.ok && holdout.ok && seed.ok && format.ok) {
    return ok({
      accelerator: accelerator.value,
      peakTflops: peak.value,
      bandwidthGBps: bandwidth.value,
      format: format.value,
      holdout: holdout.value ?? DEFAULT_HOLDOUT,
      seed: seed.value ?? 1,
    });
  }
  return err(
    [accelerator, peak, bandwidth, holdout, seed, format].flatMap((result) => (result.ok ? [] : [result.error])),
  );
};

/** Timings in a table say nothing about the machine: it is named, or its peaks are given, on the command line. */
const fromTable = (text: string, path: string, settings: FitSettings): Result<Source, Problem[]> => {
  const table = parseGemmCsv(text);
  if (!table.ok) return table;
  const fileName = basename(path);
  const known = tableFormat(table.value.format, settings.format, fileName);
  if (!known.ok) return err([known.error]);
  const { format, from } = known.value;
  const { peakTflops, bandwidthGBps } = peaksOf({ ...settings, format });
  if (peakTflops === null || bandwidthGBps === null) {
    const missing = [
      ...(peakTflops === null ? [`--peak-tflops X (dense peak in ${format.dtype}, TFLOP/s)`] : []),
      ...(bandwidthGBps === null ? ['--bandwidth-gbps Y (memory bandwidth, GB/s)'] : []),
    ];
    const message =
      settings.accelerator === null
        ? `A table of timings does not name its machine; add ${missing.join(' and ')}, or --accelerator ID.`
        : `The catalogue does not have all rates of ${settings.accelerator.id}; add ${missing.join(' and ')}.`;
    return err([problem('peak-tflops', message)]);
  }
  return ok({
    timings: table.value.timings,
    ...(from === 'nobody'
      ? {
          note: `The table does not say its number format: taken as ${format.dtype}. A column dtype, or --dtype, says otherwise.`,
        }
      : {}),
    options: {
      ...tableOptions({
        id: randomUUID(),
        createdAt: new Date().toISOString(),
        fileName,
        accelerator: settings.accelerator?.id ?? null,
        peakTflops,
        bandwidthGBps,
        format,
      }),
      holdout: settings.holdout,
      seed: settings.seed,
    },
  });
};

const fromMeasurement = (text: string, settings: FitSettings, force: boolean): Result<Source, Problem[]> => {
  if (settings.format !== null) {
    return err([problem('dtype', '--dtype is for a table of timings; a measurement says its number formats itself.')]);
  }
  const measurement = parseMeasurement(text);
  if (!measurement.ok) return measurement;
  const prepared = timingsFromMeasurement(measurement.value, {
    id: randomUUID(),
    createdAt: new Date().toISOString(),
    accelerator: settings.accelerator?.id ?? null,
    force,
  });
  if (!prepared.ok) return prepared;
  const { timings, options } = prepared.value;
  return ok({
    timings,
    options: {
      ...options,
      peakTflops: settings.peakTflops ?? options.peakTflops,
      bandwidthGBps: settings.bandwidthGBps ?? options.bandwidthGBps,
      holdout: settings.holdout,
      seed: settings.seed,
    },
  });
};

const NAMES = {
  computeEfficiency: 'compute efficiency',
  memoryEfficiency: 'memory efficiency',
  smoothness: 'smoothness of the knee',
  overheadUs: 'launch overhead, µs',
} as const;

const readable = (calibration: Calibration): string => {
  const { name, dtype, n, peakTflops, bandwidthGBps, parameters, intervals, fitError, holdoutError, replay } =
    calibration;
  const rows = (Object.keys(NAMES) as (keyof typeof NAMES)[]).map((key) => [
    NAMES[key],
    formatNumber(parameters[key], 4),
    `${formatNumber(intervals[key][0], 4)} to ${formatNumber(intervals[key][1], 4)}`,
  ]);
  return [
    `${oneLine(name)}: ${String(n)} shapes, ${dtype}, peak ${formatNumber(peakTflops, 4)} TFLOP/s, ${formatNumber(bandwidthGBps, 4)} GB/s\n\n`,
    textTable([['parameter', 'value', '95 % interval'], ...rows], [1]),
    '\n',
    `error of the fit        median ${percentText(fitError.median)}, p90 ${percentText(fitError.p90)}\n`,
    `error on held-out rows  median ${percentText(holdoutError.median)}, p90 ${percentText(holdoutError.p90)}\n`,
    replay === null
      ? ''
      : `replayed layers         median ${percentText(replay.median)} of ${String(replay.layers.length)}; nine in ten within ${percentText(Math.expm1(replay.band))}\n`,
  ].join('');
};

const emitCollector = (kind: string, io: Io): ExitCode => {
  if (kind !== 'torch') {
    const message = `--emit-collector is ${showText(kind)}; it must be torch, the one collector there is.`;
    return reportProblems(io, [{ path: 'emit-collector', message }]);
  }
  io.out(torchCollector());
  return EXIT.done;
};

export const calibrateCommand: Command = {
  name: 'calibrate',
  summary: 'Fit the throughput model to timed matrix products, or a stack to a running service.',
  operands: 'DATA | --serving F…',
  operandsAreFiles: true,
  mostPositionals: 100,
  options: {
    accelerator: {
      value: 'ID',
      help: 'The accelerator of the catalogue that was measured; a plan for it takes the fit.',
    },
    'peak-tflops': { value: 'X', help: 'Dense peak in TFLOP/s; needed for a table m,n,k,latency_us (bf16).' },
    'bandwidth-gbps': { value: 'Y', help: 'Memory bandwidth in GB/s; needed for a table.' },
    dtype: { value: 'D', help: 'Number format of a table; by default its column dtype, its name, or bf16.' },
    holdout: { value: 'SHARE', help: 'Share of the shapes to predict unseen, 0.01 to 0.5; 0.33 by default.' },
    seed: { value: 'N', help: 'Draws the held-out shapes; 1 by default.' },
    force: { help: 'Take a measurement of a software adapter all the same.' },
    serving: {
      value: 'F',
      multiple: true,
      file: 'read',
      help: 'Benchmark results of a service (vLLM, SGLang, AIPerf, TensorRT-LLM).',
    },
    model: { value: 'ID', help: 'With --serving: the model that was served.' },
    'model-config': {
      value: 'FILE',
      file: 'read',
      help: 'With --serving: in its place, the model of this config.json.',
    },
    gpus: { value: 'N', help: 'With --serving: accelerators that shared the model; 1 by default.' },
    stack: { value: 'ID', help: 'With --serving: the stack whose constants to start from; told by the results.' },
    precision: { value: 'P', help: 'With --serving: fp16 (default), bf16, fp8, int8 or int4.' },
    'emit-collector': { value: 'torch', help: 'Print a Python file that measures the designed shapes with PyTorch.' },
    out: {
      value: 'FIT',
      file: 'write',
      help: 'Write the fit to a file; a plan takes it by --set hardware.calibration=FIT, one of --serving by --set hardware.stackCalibration=FIT.',
    },
    json: { help: 'Print the calibration as JSON.' },
  },
  run(args, io) {
    const collector = args.value('emit-collector');
    if (collector !== null) return emitCollector(collector, io);
    if (args.has('serving')) return calibrateServing(args, io);
    const [path, surplus] = args.positionals;
    if (surplus !== undefined) {
      const message = `"${showText(surplus)}" is one file too many; one fit takes one file, only --serving takes several.`;
      return reportProblems(io, [{ path: '', message }]);
    }
    if (path === undefined) {
      const message =
        'DATA is missing; name a measurement file of ours or a table m,n,k,latency_us, or - for standard input.';
      return reportProblems(io, [{ path: '', message }]);
    }
    const settings = readSettings(args);
    if (!settings.ok) return reportProblems(io, settings.error);
    const text = readText(path);
    if (!text.ok) return reportProblems(io, text.error);
    const isJson = /^\ufeff?\s*[{[]/.test(text.value);
    const source = isJson
      ? fromMeasurement(text.value, settings.value, args.has('force'))
      : fromTable(text.value, path, settings.value);
    if (!source.ok) return reportProblems(io, source.error, path);
    const { timings, options, note } = source.value;
    if (note !== undefined) io.log(`note: ${note}`);
    const result = calibrate(timings, options);
    if (!result.ok) return reportProblems(io, result.error, path);
    for (const { message } of result.value.warnings) io.log(`warning: ${message}`);
    const out = args.value('out');
    if (out !== null) {
      const written = writeText(out, serialiseCalibration(result.value));
      if (!written.ok) return reportProblems(io, written.error);
    }
    io.out(args.has('json') ? serialiseCalibration(result.value) : readable(result.value));
    return EXIT.done;
  },
};
