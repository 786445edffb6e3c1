import { problem } from '../../base/result.ts';
import { parseCalibration } from '../../exchange/calibration.ts';
import { numberFormat, timedAlike } from '../../calibrate/number-format.ts';
import { gemmCsv, parseShapesCsv } from '../../exchange/gemm-csv.ts';
import { createPredictor } from '../../throughput/predictor.ts';
import type { Command } from '../command.ts';
import { readText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';

export const predictCommand: Command = {
  name: 'predict',
  summary: 'Times of matrix products from a fit.',
  operands: '',
  mostPositionals: 0,
  options: {
    fit: { value: 'FIT', file: 'read', help: 'Calibration file, as `roofrack calibrate --out FIT` writes it.' },
    shapes: { value: 'CSV', file: 'read', help: 'Table m,n,k of products to predict, or - for standard input.' },
    json: { help: 'Print the times with their 90 % intervals as JSON.' },
  },
  run(args, io) {
    const [fitPath, shapesPath] = [args.value('fit'), args.value('shapes')];
    if (fitPath === null || shapesPath === null) {
      const missing = [
        ...(fitPath === null
          ? [{ path: 'fit', message: '--fit is missing; name a calibration file: --fit FIT.' }]
          : []),
        ...(shapesPath === null
          ? [{ path: 'shapes', message: '--shapes is missing; name a table m,n,k: --shapes CSV.' }]
          : []),
      ];
      return reportProblems(io, missing);
    }
    const fitText = readText(fitPath);
    const shapesText = readText(shapesPath);
    if (!fitText.ok || !shapesText.ok) {
      return reportProblems(
        io,
        [fitText, shapesText].flatMap((text) => (text.ok ? [] : text.error)),
      );
    }
    const fit = parseCalibration(fitText.value);
    if (!fit.ok) return reportProblems(io, fit.error, fitPath);
    const table = parseShapesCsv(shapesText.value);
    if (!table.ok) return reportProblems(io, table.error, shapesPath);
    const { shapes, format } = table.value;
    const fitted = numberFormat(fit.value.dtype);
    if (format !== null && (fitted === null || !timedAlike(format, fitted))) {
      const message = `dtype is ${format.dtype}; the fit is of ${fit.value.dtype}: take a fit of ${format.dtype}, or remove the column.`;
      return reportProblems(io, [problem('dtype', message)], shapesPath);
    }

    const predictor = createPredictor(fit.value);
    if (!args.has('json')) {
      io.out(gemmCsv(shapes.map((shape) => ({ ...shape, measuredUs: predictor.timeUs(shape) }))));
      return EXIT.done;
    }
    const predictions = shapes.map((shape) => ({
      ...shape,
      measuredUs: predictor.timeUs(shape),
      interval90Us: predictor.intervalUs(shape),
    }));
    io.out(
      `${JSON.stringify({ format: 'roofrack-prediction', version: 1, fit: fit.value.id, predictions }, null, 2)}\n`,
    );
    return EXIT.done;
  },
};
