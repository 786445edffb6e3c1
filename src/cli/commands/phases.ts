import { percentText, quantityText } from '../../base/format.ts';
import { parsePhaseSupply, type LoadedSupply } from '../../exchange/phase-supply.ts';
import { breakerName, tripTime, tripWords } from '../../racks/power/breaker.ts';
import { checkPhases, type PhaseCheck } from '../../racks/power/check-phases.ts';
import { worstLine } from '../../racks/power/phases.ts';
import type { Command } from '../command.ts';
import { readText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { textTable } from '../table.ts';

const warningsOf = ({ supply }: LoadedSupply, { unattributedW }: PhaseCheck): string[] => [
  ...(unattributedW > 0
    ? [`${quantityText(unattributedW, 'W', 4)} hang on no known bank: the current of no line is known, only its range.`]
    : []),
  ...(supply.breakerA !== null && supply.usableA > supply.breakerA
    ? [
        `usableA (${String(supply.usableA)} A) is above breakerA (${String(supply.breakerA)} A): the breaker opens before the rating is reached.`,
      ]
    : []),
];

/** What the breaker does, in words. */
const breakerSentence = (check: PhaseCheck, { supply }: LoadedSupply): string => {
  const { breakerA, breakerStandard } = supply;
  if (breakerA === null) return 'not stated';
  const standard = breakerName(breakerStandard);
  if (check.breakerShare === null || check.worstShare === null) {
    const may =
      check.trips === null ? 'may open, by where the loads hang' : check.trips ? 'opens or may open' : 'holds';
    return `${may} (${standard})`;
  }
  const time = tripTime(check.worstShare * supply.usableA, breakerA, breakerStandard);
  return `${percentText(check.breakerShare, 4)} of ${String(breakerA)} A: ${time === null ? 'holds' : `opens: ${tripWords(time)}`} (${standard})`;
};

const report = (check: PhaseCheck, loaded: LoadedSupply): string => {
  const { supply } = loaded;
  const { lineRangeA } = check;
  const rows = (['L1', 'L2', 'L3'] as const).map((line) => {
    const [least, most] = lineRangeA[line];
    const amperes = least === most ? least.toFixed(2) : `${least.toFixed(2)} to ${most.toFixed(2)}`;
    return [line, amperes, `${least === most ? '' : 'up to '}${percentText(most / supply.usableA, 4)}`];
  });
  const heaviest =
    check.worstShare ??
    worstLine({ L1: lineRangeA.L1[1], L2: lineRangeA.L2[1], L3: lineRangeA.L3[1] }) / supply.usableA;
  const verdict =
    check.overRating === null
      ? 'may be over the continuous rating, by where the loads hang'
      : check.overRating
        ? 'over the continuous rating'
        : 'within the continuous rating';
  return [
    textTable([['line', 'A', `of ${String(supply.usableA)} A`], ...rows], [1, 2]),
    ...(check.neutralA === null ? [] : [`neutral    ${check.neutralA.toFixed(2)} A\n`]),
    `load       ${quantityText(check.loadW, 'W', 4)}, ${percentText(check.loadW / check.capacityW, 4)} of ${quantityText(check.capacityW, 'W', 4)}\n`,
    ...(check.imbalance === null ? [] : [`imbalance  ${percentText(check.imbalance, 4)}\n`]),
    `heaviest   ${check.worstShare === null ? 'up to ' : ''}${percentText(heaviest, 4)}: ${verdict}\n`,
    `breaker    ${breakerSentence(check, loaded)}\n`,
  ].join('');
};

export const phasesCommand: Command = {
  name: 'phases',
  summary: 'Line currents of a three-phase supply, against its rating and its breaker.',
  operands: 'FILE',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: { json: { help: 'Print the currents and verdicts as JSON.' } },
  run(args, io) {
    const path = args.positionals.at(0);
    if (path === undefined) {
      const message = 'No file is named; give one, or - for standard input: roofrack phases FILE.';
      return reportProblems(io, [{ path: '', message }]);
    }
    const text = readText(path);
    if (!text.ok) return reportProblems(io, text.error);
    const loaded = parsePhaseSupply(text.value);
    if (!loaded.ok) return reportProblems(io, loaded.error, path);
    const check = checkPhases(loaded.value.supply, loaded.value.loads);
    const warnings = warningsOf(loaded.value, check);
    for (const warning of warnings) io.log(warning);
    io.out(
      args.has('json')
        ? `${JSON.stringify({ format: 'roofrack-phases', version: 1, ...check, warnings }, null, 2)}\n`
        : report(check, loaded.value),
    );
    return EXIT.done;
  },
};
