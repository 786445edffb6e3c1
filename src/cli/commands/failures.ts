import { formatCount, percentText } from '../../base/format.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { hardwareOf } from '../../catalog/own-hardware.ts';
import { showText } from '../../exchange/show.ts';
import { plan } from '../../plan/plan.ts';
import { allFailures, brokenPromises, type Failure, type FailureTable } from '../../racks/failures/all-failures.ts';
import type { CascadeEnd } from '../../racks/failures/cascade.ts';
import { compileChain } from '../../racks/failures/compile-chain.ts';
import { fleetHall } from '../../racks/failures/fleet-hall.ts';
import { hallChain } from '../../racks/failures/hall-chain.ts';
import { tripWords } from '../../racks/power/breaker.ts';
import { poweredServer } from '../../racks/power/powered-device.ts';
import type { Plan } from '../../records/plan.ts';
import type { Scenario } from '../../records/scenario.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readScenario, SCENARIO_OPTIONS } from '../read-scenario.ts';
import { textTable } from '../table.ts';

/** Nodes that are lost two at a time: what more than one rack hangs on. */
const SHARED = ['transformer', 'ups', 'panel', 'loop', 'leaf', 'spine', 'cdu'];
const MOST_PAIRS = 20_000;
const MOST_RACKS = 5000;

interface Options {
  readonly upsUnitW: number;
  readonly racksPerPanel: number;
  readonly rows: number;
}

const readOptions = (args: Arguments): Result<Options, Problem[]> => {
  const upsKw = readNumber(args, 'ups-kw', { low: 1, high: 1e5, unit: 'kW' });
  const perPanel = readNumber(args, 'racks-per-panel', { low: 1, high: 1000, whole: true, unit: 'racks' });
  const rows = readNumber(args, 'rows', { low: 1, high: 1e6, whole: true, unit: 'rows' });
  const problems = [upsKw, perPanel, rows].flatMap((one) => (one.ok ? [] : [one.error]));
  if (!upsKw.ok || !perPanel.ok || !rows.ok) return err(problems);
  return ok({
    upsUnitW: 1000 * (upsKw.value ?? 1500),
    racksPerPanel: perPanel.value ?? 20,
    rows: rows.value ?? 30,
  });
};

/** The failures of the hall of a plan, or why it has none to show. */
const failuresOf = (
  scenario: Scenario,
  answer: Plan,
  options: Options,
  pairs: boolean,
): Result<FailureTable, Problem[]> => {
  const { servers, racks } = answer.fleet;
  const value = (id: string): number | null => answer.ledger.find((line) => line.id === id)?.value ?? null;
  const [perRack, perServer, replicas] = ['fleet.serversPerRack', 'fleet.replicasPerServer', 'fleet.replicas'].map(
    value,
  );
  if (
    scenario.mode !== 'physical' ||
    servers === null ||
    racks === null ||
    !perRack ||
    perServer === null ||
    replicas === null
  ) {
    const why =
      scenario.mode === 'physical'
        ? (answer.binding.at(0)?.message ?? 'No racks are known.')
        : 'The published arithmetic knows no feeds.';
    return err([
      problem(
        '',
        `There is no hall whose failures could be followed. ${why} Plan a load that has racks in the physical mode.`,
      ),
    ]);
  }
  if (racks > MOST_RACKS) {
    return err([
      problem(
        '',
        `The plan has ${formatCount(racks)} racks; up to ${formatCount(MOST_RACKS)} are followed. Take a hall of them: --set demand.queriesPerDay=… lower.`,
      ),
    ]);
  }
  const server = hardwareOf(scenario).findServer(scenario.hardware.server);
  if (server === null) throw new Error('The plan has servers that the catalogue does not know.');
  const { chain, problems } = hallChain(
    fleetHall({
      device: poweredServer(server),
      servers,
      serversPerRack: perRack,
      gpusPerServer: server.gpus,
      replicasPerServer: perServer,
      feeds: scenario.facility.feeds,
      rackW: 1000 * scenario.facility.rackKw,
      scheme: scenario.facility.ups,
      upsUnitW: options.upsUnitW,
      racksPerPanel: options.racksPerPanel,
      replicasNeeded: replicas,
    }),
  );
  if (problems.length > 0) return err([...problems]);
  const compiled = compileChain(chain);
  if (!compiled.ok) throw new Error(compiled.error[0].message);
  const scope = { kinds: null, pairsOf: pairs ? SHARED : [], mostPairs: MOST_PAIRS };
  return ok(allFailures(compiled.value, scope));
};

const percent = (share: number): string => percentText(share, 4);

const openedWords = ({ trips }: CascadeEnd): string => {
  const [first] = trips;
  if (first === undefined) return '';
  const more = trips.length === 1 ? '' : ` and ${formatCount(trips.length - 1)} more`;
  return `${first.node}${more}: ${tripWords(first.time)}`;
};

const overWords = ({ over }: CascadeEnd): string => {
  if (over.length === 0) return '';
  return over.length === 1 ? over[0].node : `${over[0].node} and ${formatCount(over.length - 1)} more`;
};

/** Failures with the same end are one row: what a hall of equal racks has by the hundred. */
const alike = (failures: readonly Failure[]): { readonly failure: Failure; readonly count: number }[] => {
  const groups = new Map<string, { failure: Failure; count: number }>();
  for (const failure of failures) {
    const key = [
      failure.kind,
      failure.gpusLeft,
      failure.gpusUnknown,
      failure.replicasLeft,
      failure.trips.length,
      failure.over.length,
    ].join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { failure, count: 1 });
    else group.count += 1;
  }
  return [...groups.values()];
};

const report = ({ base, failures, pairsLeftOut }: FailureTable, rows: number): string => {
  const groups = alike(failures);
  const whole = base.gpusLeft;
  const line = (failure: Failure, what: string, count: string): string[] => [
    percent(failure.loadShare),
    formatCount(failure.gpusLeft),
    failure.gpusUnknown === 0 ? '' : `${formatCount(failure.gpusUnknown)} not known`,
    what,
    count,
    openedWords(failure),
    overWords(failure),
  ];
  return [
    ...(base.trips.length === 0 ? [] : [`With nothing lost already opens: ${openedWords(base)}\n`]),
    ...(base.over.length === 0 ? [] : [`With nothing lost already over its rating: ${overWords(base)}\n`]),
    `${formatCount(whole)} GPUs; ${formatCount(failures.length)} failures, worst first\n\n`,
    textTable(
      [
        ['load', 'GPUs left', '', 'lost', 'such', 'opens', 'over its rating'],
        ...groups
          .slice(0, rows)
          .map(({ failure, count }) => line(failure, failure.failed.join(' + '), formatCount(count))),
      ],
      [0, 1, 4],
    ),
    ...(groups.length > rows ? [`… ${formatCount(groups.length - rows)} more rows; --rows shows them\n`] : []),
    ...(pairsLeftOut > 0 ? [`${formatCount(pairsLeftOut)} pairs are too many and were left out\n`] : []),
  ].join('');
};

export const failuresCommand: Command = {
  name: 'failures',
  summary: 'What every loss in the hall of a plan leads to, worst first.',
  operands: '[FILE | --preset ID]',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    'ups-kw': { value: 'KW', help: 'Rating of a UPS unit; 1,500 by default.' },
    'racks-per-panel': { value: 'N', help: 'Racks on one panel; 20 by default.' },
    pairs: { help: `Also lose any two of ${SHARED.join(', ')}.` },
    promise: { value: 'KIND', multiple: true, help: 'Exit 1 where a loss of this kind leaves less than the load.' },
    rows: { value: 'N', help: 'Rows to print; 30 by default.' },
    json: { help: 'Print every failure as JSON.' },
  },
  run(args, io) {
    const input = readScenario(args, io);
    const options = readOptions(args);
    if (!input.ok || !options.ok) {
      return reportProblems(io, [...(input.ok ? [] : input.error), ...(options.ok ? [] : options.error)]);
    }
    const { scenario, calibration, stackFit, models } = input.value;
    const answer = plan(scenario, { calibration, stackFit, models });
    const table = failuresOf(scenario, answer, options.value, args.has('pairs'));
    if (!table.ok) {
      reportProblems(io, table.error);
      return EXIT.no;
    }
    const promised = args.values('promise');
    const kinds = [...new Set(table.value.failures.map(({ kind }) => kind))];
    const unknown = promised.filter((kind) => !kinds.includes(kind));
    if (unknown.length > 0) {
      const message = `--promise is ${showText(unknown[0])}; this hall can lose: ${kinds.join(', ')}.`;
      return reportProblems(io, [problem('promise', message)]);
    }
    const broken = brokenPromises(table.value, promised);
    for (const { failed, loadShare } of broken.slice(0, 5)) {
      io.log(`${failed.join(' + ')} lost leaves ${percent(loadShare)} of the load.`);
    }
    if (broken.length > 5) io.log(`${formatCount(broken.length - 5)} more losses break the promise.`);
    io.out(
      args.has('json')
        ? `${JSON.stringify({ format: 'roofrack-failures', version: 1, scenario, ...table.value, broken: broken.length }, null, 2)}\n`
        : report(table.value, options.value.rows),
    );
    return broken.length > 0 ? EXIT.no : EXIT.done;
  },
};
