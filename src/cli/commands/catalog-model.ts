import { problem } from '../../base/result.ts';
import { readAs, readFigures } from '../../exchange/model-config/read-as.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readModelFile } from '../read-model.ts';
import { textTable } from '../table.ts';
import { layerWords } from '../../catalog/model-words.ts';

export const catalogModel: Command = {
  name: 'catalog model',
  summary: 'Say how a Hugging Face config.json was read.',
  operands: 'FILE',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: { json: { help: 'Print what was read as JSON.' } },
  run(args, io) {
    const [file] = args.positionals;
    if (file === undefined) {
      return reportProblems(io, [problem('', 'FILE is missing; name the config.json of a model.')]);
    }
    const read = readModelFile(file);
    if (!read.ok) return reportProblems(io, read.error);
    const { name, modelType, shape, formats, predictionLayers, unused, warnings } = read.value;
    const { layers: _layers, ...figures } = readFigures(shape);
    if (args.has('json')) {
      const { weights, activations, kvCache, unquantised, wide } = formats;
      const answer = {
        format: 'roofrack-model-reading',
        version: 1,
        name,
        modelType,
        ...figures,
        weights,
        activations,
        kvCache,
        unquantised,
        wide,
        predictionLayers,
        unused,
        warnings,
        ...shape,
      };
      io.out(`${JSON.stringify(answer, null, 2)}\n`);
      return EXIT.done;
    }
    for (const warning of warnings) io.log(`warning: ${warning}`);
    io.out(`${name} (${modelType})\n${readAs(shape, formats)}\n`);
    if (predictionLayers > 0)
      io.out(`without ${String(predictionLayers)} layers of multi-token prediction, which are not counted\n`);
    io.out('\n');
    io.out(
      textTable([['layers', 'of'], ...shape.layers.map((group) => [String(group.count), layerWords(group)])], [0]),
    );
    return EXIT.done;
  },
};
