import { expect, test } from 'vitest';
import { pointTable } from '../sweep/points.ts';
import { cellOf, inputColumns } from '../sweep/columns.ts';
import { computeRow } from '../sweep/one-row.ts';
import { readRowInputs, readRowsSubject } from './rows-subject.ts';
import { parseSweep } from './sweep.ts';
import { headerFixture, sweepData } from './testing/rows-bytes.ts';

const GRID = `
base: {preset: llama3-70b-chat}
grid:
  hardware.server: [dgx-h100, dgx-a100-640gb]
  hardware.tensorParallel: [auto, 8]
  facility.feeds: [A, A+B]
  slo.tpotP99Ms: [40, 60.25]
`;

const sweepOf = (text: string) => {
  const read = parseSweep(text);
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join());
  return read.value.sweep;
};

test('what a row was rowInputs is read back from its cells, texts and numbers, and computed to the same cells', async () => {
  const sweep = sweepOf(GRID);
  const header = headerFixture(sweep);
  // As the metadata of a file has it.
  const subject = readRowsSubject({ ...header, subject: JSON.parse(JSON.stringify(sweep)) as unknown });
  if (!subject.ok) throw new Error(subject.error);
  const { paths, count, valuesAt } = pointTable(sweep.points);
  const inputs = inputColumns(sweep, paths);
  const data = await sweepData(sweep);
  for (let row = 0; row < count; row++) {
    const values = valuesAt(row);
    const cells = new Map(inputs.map((column, index) => [column.name, cellOf(column, values[index] ?? null)]));
    const rowInputs = readRowInputs(header, subject.value, (name) => cells.get(name) ?? null);
    expect(rowInputs).toEqual({ ok: true, value: { paths, values, seed: null } });
    if (rowInputs.ok && row % 5 === 0) {
      const [, ...live] = await computeRow(subject.value, rowInputs.value);
      expect(live).toEqual(data.slice(1).map((column) => column[row]));
    }
  }
});

test('a row of a simulation is computed with its seed', async () => {
  const sweep = sweepOf(
    'base: {preset: llama3-70b-chat}\ngrid: {slo.ttftP99Ms: [3000]}\nsimulate: {hours: 0.05, replicas: 1, seeds: [3, 4]}\n',
  );
  const subject = readRowsSubject(headerFixture(sweep));
  if (!subject.ok) throw new Error(subject.error);
  const data = await sweepData(sweep);
  const [, ...live] = await computeRow(subject.value, { paths: ['slo.ttftP99Ms'], values: [3000], seed: 4 });
  expect(live).toEqual(data.slice(1).map((column) => column[1]));
});

test('metadata that somebody changed is refused, and so is a cell that no field can have', () => {
  const sweep = sweepOf(GRID);
  const header = headerFixture(sweep);
  const messageOf = (subject: unknown): string => {
    const read = readRowsSubject({ ...header, subject });
    return read.ok ? 'read' : read.error;
  };
  expect(messageOf(null)).toMatch(/its metadata is not that of a sweep/);
  expect(messageOf({ ...sweep, more: 1 })).toMatch(/more/);
  expect(messageOf({ ...sweep, constraints: ['1 +'] })).toMatch(/constraint that cannot be read/);
  expect(messageOf({ ...sweep, base: { mode: 'physical', demand: { queriesPerDay: -1 } } })).toMatch(/queriesPerDay/);
  const subject = readRowsSubject(header);
  const rowInputs = subject.ok ? readRowInputs(header, subject.value, () => 'dgx-9000') : null;
  expect(rowInputs?.ok === false && rowInputs.error).toMatch(/dgx-9000/);
});
