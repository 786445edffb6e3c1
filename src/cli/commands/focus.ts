import { quantityText } from '../../base/format.ts';
import { problem } from '../../base/result.ts';
import { billTotals, FOCUS_VERSIONS, focusProblems, parseFocus, type FocusVersion } from '../../exchange/focus.ts';
import { DEFAULT_START, monthsOfTerm, parseStart, planBill } from '../../exchange/plan-bill.ts';
import { wayOf } from '../../plan/economics/bill.ts';
import { ownOrRent, WAYS, type WayId } from '../../plan/economics/own-or-rent.ts';
import { plan } from '../../plan/plan.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { inFile, readText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readScenarioInput, SCENARIO_OPTIONS } from '../read-scenario.ts';
import { textTable } from '../table.ts';

/** One of a few words that an option may have, or the problem with it. */
const readWord = <T extends string>(args: Arguments, name: string, words: readonly T[], fallback: T) => {
  const given = args.value(name) ?? fallback;
  const word = words.find((candidate) => candidate === given);
  return word === undefined
    ? {
        ok: false as const,
        error: problem(name, `--${name} is ${JSON.stringify(given)}; it must be one of ${words.join(', ')}.`),
      }
    : { ok: true as const, value: word };
};

export const focusCommand: Command = {
  name: 'focus',
  summary: 'A plan as the monthly rows of a FOCUS bill (CSV).',
  operands: '[FILE | --preset ID]',
  mostPositionals: 1,
  options: {
    ...SCENARIO_OPTIONS,
    way: { value: 'WAY', help: `${WAYS.join(', ')}; that of the scenario unless said.` },
    months: { value: 'N', help: 'Months from the start; those of economics.years unless said.' },
    start: { value: 'YYYY-MM', help: `First month; ${DEFAULT_START} unless said.` },
    version: {
      value: 'V',
      help: `Version of FOCUS: ${FOCUS_VERSIONS.join(' or ')}; ${FOCUS_VERSIONS[0]} unless said.`,
    },
  },
  run(args, io) {
    const input = readScenarioInput(args, io);
    const months = readNumber(args, 'months', { low: 1, high: 360, whole: true, unit: 'months' });
    const version = readWord<FocusVersion>(args, 'version', FOCUS_VERSIONS, FOCUS_VERSIONS[0]);
    const start = parseStart(args.value('start') ?? DEFAULT_START, '--start');
    const fallback = input.ok ? wayOf(input.value.scenario) : 'own';
    const way = readWord<WayId>(args, 'way', WAYS, fallback);
    if (!input.ok || !months.ok || !version.ok || !start.ok || !way.ok) {
      return reportProblems(io, [
        ...[months, version, start, way].flatMap((read) => (read.ok ? [] : [read.error])),
        ...(input.ok ? [] : input.error),
      ]);
    }
    const { scenario, calibration, stackFit } = input.value;
    const compared = ownOrRent(scenario, { calibration, stackFit });
    if (!compared.ok) {
      io.log(`There is nothing to bill: ${compared.error.message} ${compared.error.relief}`);
      return EXIT.no;
    }
    const { kwhPerDay } = plan(scenario, { calibration, stackFit, ledger: false }).energy;
    const bill = planBill(scenario, compared.value, kwhPerDay, {
      way: way.value,
      start: start.value,
      months: months.value ?? monthsOfTerm(scenario),
      version: version.value,
    });
    if (bill === null) {
      return reportProblems(io, [
        problem('way', `Nobody published a price of ${way.value} for this accelerator; set it in economics (--set).`),
      ]);
    }
    io.out(bill.csv);
    io.log(
      `${String(bill.rows)} rows, billed ${quantityText(bill.total.billedUsd, 'USD')}, in effect ${quantityText(bill.total.effectiveUsd, 'USD')}.`,
    );
    return EXIT.done;
  },
};

export const focusCheckCommand: Command = {
  name: 'focus check',
  summary:
    'Read a FOCUS bill, add it up, and name what breaks the specification’s own rules. Exit 1 where something does.',
  operands: 'FILE',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: { json: { help: 'Print totals and broken rules as JSON.' } },
  run(args, io) {
    const [file] = args.positionals;
    if (file === undefined) return reportProblems(io, [problem('FILE', 'No bill is named; give a CSV of FOCUS.')]);
    const text = readText(file);
    if (!text.ok) return reportProblems(io, text.error);
    const bill = inFile(parseFocus(text.value), file);
    if (!bill.ok) return reportProblems(io, bill.error);
    const broken = focusProblems(bill.value);
    const { services, all } = billTotals(bill.value);
    const { version, rows } = bill.value;
    if (args.has('json')) {
      const answer = {
        format: 'roofrack-focus-check',
        version: 1,
        focus: version,
        rows: rows.length,
        services,
        all,
        broken,
      };
      io.out(`${JSON.stringify(answer, null, 2)}\n`);
    } else {
      const table = [...services, all].map(({ name, billedUsd, effectiveUsd }) => [
        name,
        quantityText(billedUsd, 'USD'),
        quantityText(effectiveUsd, 'USD'),
      ]);
      io.out(
        `FOCUS ${version}, ${String(rows.length)} rows\n\n${textTable([['', 'billed', 'in effect'], ...table], [1, 2])}`,
      );
      io.out(broken.length === 0 ? '\nNo rule is broken.\n' : `\n${broken.join('\n')}\n`);
    }
    return broken.length === 0 ? EXIT.done : EXIT.no;
  },
};
