import { existsSync } from 'node:fs';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { models } from '../../catalog/catalog.ts';
import { toModel } from '../../catalog/own-hardware.ts';
import {
  readServedTable,
  servedCsv,
  servedRow,
  type NamedModel,
  type ServedFigures,
} from '../../exchange/served-rows.ts';
import { bareName, publishedFormat, SAME_MAKE } from '../../exchange/served-models.ts';
import { showText } from '../../exchange/show.ts';
import { plannedFormats } from '../../plan/model-formats.ts';
import { serveRow } from '../../plan/standing/served-rows.ts';
import { readText } from '../files.ts';
import { EXIT, reportProblems, type ExitCode, type Io } from '../io.ts';
import { readOwnModel } from '../read-model.ts';

const modelNamed = (io: Io): ((name: string) => Result<NamedModel, Problem>) => {
  const byName = new Map(models.flatMap((model) => [model.id, bareName(model.name)].map((name) => [name, model])));
  const read = new Map<string, Result<NamedModel, Problem>>();
  const find = (name: string): Result<NamedModel, Problem> => {
    if (name.endsWith('.json') && existsSync(name)) {
      const own = readOwnModel(name, io);
      if (!own.ok) return err(own.error[0] ?? problem('model', `${showText(name)} could not be read.`));
      for (const warning of own.value.warnings) io.log(`warning: ${own.value.name}: ${warning}`);
      return ok({ model: toModel(own.value), published: plannedFormats(own.value.formats).weights });
    }
    const bare = bareName(name);
    const model = byName.get(bare) ?? byName.get(SAME_MAKE[bare] ?? '');
    return model === undefined
      ? err(problem('model', `model ${showText(name)} is not in the catalogue; give the path of its config.json.`))
      : ok({ model, published: publishedFormat(bare) });
  };
  return (name) => {
    const known = read.get(name) ?? find(name);
    read.set(name, known);
    return known;
  };
};

/** Every row of a table of benchmarks as the model has it; CSV, or JSON of the same rows. */
export const throughputOfRows = (file: string, io: Io, options: { json: boolean; mtp: boolean }): ExitCode => {
  const text = readText(file);
  if (!text.ok) return reportProblems(io, text.error);
  const table = readServedTable(text.value);
  if (!table.ok) return reportProblems(io, table.error);
  const named = modelNamed(io);
  const { rows: tableRows, uneven } = table.value;
  let uncounted = 0;
  const computed = tableRows.map((row, at): Result<ServedFigures, Problem> => {
    const fault = uneven.get(at);
    if (fault !== undefined) return err(fault);
    const deployed = servedRow(row, named);
    if (!deployed.ok) return deployed;
    const { deployment } = deployed.value;
    if (
      deployment.kind === 'disaggregated' &&
      [deployment.prefill, deployment.decode].some(({ count }) => count === null)
    )
      uncounted++;
    const served = serveRow(deployed.value);
    if (!served.ok) return served;
    const { ttftS, tpotS, cycleS, cycleBandS, predicted } = served.value;
    return ok({
      ttftMs: 1000 * ttftS,
      tpotMs: 1000 * tpotS,
      cycleMs: 1000 * cycleS,
      cycleLowMs: 1000 * cycleBandS[0],
      cycleHighMs: 1000 * cycleBandS[1],
      mtpTtftMs: 1000 * predicted.ttftS,
      mtpTpotMs: 1000 * predicted.tpotS,
    });
  });
  if (options.json) {
    const rows = tableRows.map((row, i) => {
      const result = computed[i];
      return {
        ...row,
        ...(result?.ok === true ? { ...result.value, problem: null } : { problem: result?.error.message ?? '' }),
      };
    });
    io.out(`${JSON.stringify({ format: 'roofrack-served-rows', version: 1, rows }, null, 1)}\n`);
  } else {
    io.out(servedCsv(table.value, computed, options.mtp));
  }
  const unanswered = computed.filter(({ ok: answered }) => !answered).length;
  if (uncounted > 0)
    io.log(
      `warning: ${String(uncounted)} rows do not say how many replicas read prompts or decode (prefill_workers, decode_workers): as many as keep up are taken, and the band is wider.`,
    );
  if (unanswered > 0)
    io.log(
      `${String(unanswered)} of ${String(computed.length)} rows could not be represented; column problem says why.`,
    );
  return EXIT.done;
};
