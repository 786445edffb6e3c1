import { setImmediate } from 'node:timers/promises';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { demandOfTrace } from '../../simulate/trace-demand.ts';
import { showText } from '../../exchange/show.ts';
import { planServing } from '../../plan/plan.ts';
import { checkPlan, type CheckOptions } from '../../simulate/check-plan.ts';
import { simulationReport, type SimulationReport } from '../../simulate/report.ts';
import { simulable } from '../../simulate/simulable.ts';
import { ROUTINGS } from '../../simulate/simulate-fleet.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems, type ExitCode } from '../io.ts';
import { readScenarioInput, SCENARIO_OPTIONS } from '../read-scenario.ts';
import { readTraceFile } from '../read-trace.ts';
import { simulationText } from '../simulation-report.ts';

const VERDICT_EXIT: Readonly<Record<SimulationReport['verdict'], ExitCode>> = {
  kept: EXIT.done,
  broken: EXIT.no,
  undecided: EXIT.undecided,
};

/** Time between two lines of progress. */
const PROGRESS_MS = 1000;

const readOptions = (args: Arguments): Result<CheckOptions, Problem[]> => {
  const hours = readNumber(args, 'hours', { low: 0.05, high: 168, unit: 'hours' });
  const seed = readNumber(args, 'seed', { low: 0, high: 2 ** 32 - 1, whole: true, unit: '' });
  const replicas = readNumber(args, 'replicas', { low: 1, high: 1000, whole: true, unit: 'replicas' });
  const burstiness = readNumber(args, 'burstiness', { low: 0, high: 10, unit: '' });
  const named = args.value('routing') ?? 'random';
  const routing = ROUTINGS.find((candidate) => candidate === named);
  const alien = args.has('trace') ? ['hours', 'burstiness'].filter((name) => args.has(name)) : [];
  const problems = [hours, seed, replicas, burstiness].flatMap((result) => (result.ok ? [] : [result.error]));
  if (hours.ok && hours.value !== null && hours.value > 1 && !Number.isInteger(hours.value)) {
    problems.push(problem('hours', `--hours is ${String(hours.value)}; above 1 it must be a whole number, up to 168.`));
  }
  for (const name of alien) {
    problems.push(problem(name, `--${name} and --trace are given together; the trace says it: leave --${name} out.`));
  }
  if (routing === undefined) {
    problems.push(problem('routing', `--routing is ${showText(named)}; it must be one of ${ROUTINGS.join(', ')}.`));
  }
  if (problems.length === 0 && hours.ok && seed.ok && replicas.ok && burstiness.ok && routing !== undefined) {
    return ok({
      hours: hours.value ?? 1,
      seed: seed.value ?? 1,
      replicas: replicas.value,
      burstiness: burstiness.value ?? 1,
      routing,
    });
  }
  return err(problems);
};

export const simulateCommand: Command = {
  name: 'simulate',
  summary: 'Check a plan request by request, beside its closed form.',
  operands: '[FILE | --preset ID]',
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    trace: {
      value: 'FILE',
      file: 'read',
      help: 'Arrivals and lengths as recorded: a CSV at_s,input_tokens,output_tokens.',
    },
    hours: { value: 'H', help: 'Hours around the busiest one; 1 by default, 24 for the day.' },
    seed: { value: 'N', help: 'Draws arrivals and lengths; 1 by default.' },
    replicas: { value: 'N', help: 'Replicas to simulate; as many as give 200,000 requests by default.' },
    routing: { value: 'NAME', help: `${ROUTINGS.join(', ')}; random by default, as the closed form takes it.` },
    burstiness: { value: 'CV', help: 'Spread of the gaps between arrivals; 1 by default (Poisson).' },
    json: { help: 'Print the simulation as JSON.' },
  },
  async run(args, io) {
    const options = readOptions(args);
    const file = args.value('trace');
    const trace = file === null ? null : await readTraceFile(file, io);
    const input = readScenarioInput(args, io, trace?.ok === true ? demandOfTrace(trace.value) : {});
    if (!options.ok || !input.ok || trace?.ok === false) {
      const problems = [options, input].flatMap((result) => (result.ok ? [] : result.error));
      return reportProblems(io, [...problems, ...(trace?.ok === false ? trace.error : [])]);
    }
    const { calibration, stackFit } = input.value;
    const simulated = simulable(input.value.scenario);
    if (!simulated.ok) return reportProblems(io, [simulated.error]);
    const scenario = simulated.value;
    const serving = planServing(scenario, { calibration, stackFit });
    if (!serving.ok) {
      io.log(`Not feasible, so that there is nothing to simulate: ${serving.error.message} ${serving.error.relief}`);
      return EXIT.no;
    }
    const startedMs = performance.now();
    let toldMs = startedMs;
    const check = await checkPlan(
      scenario,
      serving.value,
      { ...options.value, ...(trace === null ? {} : { trace: trace.value }) },
      {
        onProgress: (share) => {
          const nowMs = performance.now();
          if (nowMs - toldMs < PROGRESS_MS || share === 0) return;
          toldMs = nowMs;
          const leftS = ((nowMs - startedMs) * (1 - share)) / share / 1000;
          io.log(`${(100 * share).toFixed(0)} % simulated, ${leftS.toFixed(0)} s left`);
        },
        pause: () => setImmediate(),
        shouldStop: () => io.signal.aborted,
      },
    );
    if (!check.outcome.complete) {
      io.log(
        `Stopped after ${(check.outcome.simulatedS / 3600).toFixed(2)} simulated hours: too little to judge the plan.`,
      );
      return EXIT.invalid;
    }
    const report = simulationReport(scenario, serving.value, check);
    io.out(args.has('json') ? `${JSON.stringify(report, null, 2)}\n` : simulationText(report));
    return VERDICT_EXIT[report.verdict];
  },
};
