import { availableParallelism } from 'node:os';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { ledgerCsv } from '../../exchange/ledger.ts';
import { showText } from '../../exchange/show.ts';
import { phasedBuild } from '../../plan/demand/growth.ts';
import { plan } from '../../plan/plan.ts';
import { BOUNDARY_IDS, USUAL_BOUNDARY, type BoundaryId } from '../../records/boundary.ts';
import { demandOfTrace } from '../../simulate/trace-demand.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import { buildMarkdown, buildText } from '../build-report.ts';
import { drawAll } from '../draws/draw-all.ts';
import {
  DEFAULT_DRAWS,
  DEFAULT_SEED,
  LEAST_DRAWS,
  MOST_DRAWS,
  wholeDraws,
} from '../../plan/sensitivity/draw-request.ts';
import { withDraws } from '../../plan/sensitivity/monte-carlo.ts';
import { sensitivity } from '../../plan/sensitivity/sensitivity.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { planMarkdown, planText } from '../plan-report.ts';
import { uncertaintyText } from '../uncertainty-report.ts';
import { readScenarioInput, SCENARIO_OPTIONS } from '../read-scenario.ts';
import { readTraceFile } from '../read-trace.ts';

const PRINTED_AS = ['json', 'csv', 'markdown'] as const;

/** Draws that fill whole replicates; 0 for none. */
const readDraws = (args: Arguments): Result<number, Problem> => {
  const given = readNumber(args, 'draws', { low: 0, high: MOST_DRAWS, whole: true, unit: '' });
  if (!given.ok) return given;
  const draws = given.value ?? DEFAULT_DRAWS;
  if (draws === 0 || draws >= LEAST_DRAWS) return ok(wholeDraws(draws));
  const message = `--draws is ${String(draws)}; quantiles need ${String(LEAST_DRAWS)} or more, or choose 0 for none.`;
  return err(problem('draws', message));
};

const readBoundary = (args: Arguments): Result<BoundaryId, Problem> => {
  const given = args.value('boundary') ?? USUAL_BOUNDARY;
  const found = BOUNDARY_IDS.find((id) => id === given);
  if (found !== undefined) return ok(found);
  return err(problem('boundary', `--boundary is ${showText(given)}; it must be one of ${BOUNDARY_IDS.join(', ')}.`));
};

export const planCommand: Command = {
  name: 'plan',
  summary: 'Size the fleet that serves a load.',
  operands: '[FILE | --preset ID]',
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    trace: {
      value: 'FILE',
      file: 'read',
      help: 'Plan for the load of this trace: a CSV at_s,input_tokens,output_tokens.',
    },
    years: { value: 'N', help: 'Build in phases over so many years, by demand.growthPerYear.' },
    explain: { help: 'Print every line: formula, values put in, tier, source.' },
    uncertainty: { help: 'Print how far off each headline may be, from which input, and what would halve it.' },
    draws: {
      value: 'N',
      help: `Draws of all uncertain inputs (--uncertainty, --json); ${String(DEFAULT_DRAWS)}; 0: none.`,
    },
    seed: { value: 'N', help: `The same seed gives the same draws; ${String(DEFAULT_SEED)}.` },
    threads: { value: 'N', help: 'That draw, where draws are many; as many as there are cores by default.' },
    boundary: {
      value: 'B',
      help: `What energy and carbon count: ${BOUNDARY_IDS.join(', ')}; ${USUAL_BOUNDARY} unless said.`,
    },
    json: { help: 'Print the plan as JSON.' },
    csv: { help: 'Print the ledger as CSV.' },
    markdown: { help: 'Print tables in Markdown.' },
  },
  async run(args, io) {
    const formats = PRINTED_AS.filter((format) => args.has(format));
    const [format = 'text', second] = formats;
    if (second !== undefined) {
      const message = `${formats.map((name) => `--${name}`).join(' and ')} are given together; keep one.`;
      return reportProblems(io, [{ path: second, message }]);
    }
    const years = readNumber(args, 'years', { low: 1, high: 30, whole: true, unit: 'years' });
    const draws = readDraws(args);
    const boundary = readBoundary(args);
    const seed = readNumber(args, 'seed', { low: 0, high: 2 ** 32 - 1, whole: true, unit: '' });
    const threads = readNumber(args, 'threads', { low: 1, high: 1024, whole: true, unit: 'threads' });
    const file = args.value('trace');
    const trace = file === null ? null : await readTraceFile(file, io);
    const input = readScenarioInput(args, io, trace?.ok === true ? demandOfTrace(trace.value) : {});
    if (!input.ok || !years.ok || !draws.ok || !seed.ok || !threads.ok || !boundary.ok || trace?.ok === false) {
      const problems = [
        ...[years, draws, seed, threads, boundary].flatMap((option) => (option.ok ? [] : [option.error])),
        ...(trace?.ok === false ? trace.error : []),
        ...(input.ok ? [] : input.error),
      ];
      return reportProblems(io, problems);
    }
    const { scenario, calibration, stackFit } = input.value;
    const options = { calibration, stackFit };
    const uncertain = args.has('uncertainty') ? sensitivity(scenario, options) : null;
    const computed = plan(scenario, options);
    const drawn =
      computed.feasible && draws.value > 0 && (uncertain !== null || format === 'json')
        ? await drawAll(
            scenario,
            options,
            { draws: draws.value, seed: seed.value ?? DEFAULT_SEED },
            threads.value ?? availableParallelism(),
            io,
          )
        : null;
    if (io.signal.aborted) {
      io.log('Stopped before all draws were there; nothing is printed.');
      return EXIT.invalid;
    }
    const answer = drawn === null ? computed : withDraws(computed, drawn);
    for (const { message } of answer.warnings) io.log(`warning: ${message}`);
    const build = years.value === null ? null : phasedBuild(scenario, years.value, options);
    const explain = args.has('explain');
    switch (format) {
      case 'json':
        io.out(
          `${JSON.stringify({ ...answer, ...(uncertain === null ? {} : { sensitivity: uncertain }), ...(build === null ? {} : { build }) }, null, 2)}\n`,
        );
        break;
      case 'csv':
        io.out(ledgerCsv(answer));
        break;
      case 'markdown':
        io.out(planMarkdown(answer, explain, boundary.value) + (build === null ? '' : buildMarkdown(build)));
        break;
      case 'text':
        io.out(
          `${planText(answer, explain, boundary.value)}${build === null ? '' : buildText(build)}${uncertain === null ? '' : uncertaintyText(uncertain, drawn)}`,
        );
    }
    return answer.feasible ? EXIT.done : EXIT.no;
  },
};
