import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { PeerCase, PeersDocument, PeerRow } from '../peers/report.ts';
import { renderMarkdown } from '../peers/report.ts';
import { add, checkTally, NOTHING, type Tally } from '../../scripts/tally.ts';
import { table, type Part } from './part.ts';

/**
 * How many times longer a peer must take on a software adapter, per shape; on a GPU nobody has measured it yet, so
 * nothing is required there. A matrix-vector product is bound by reads, which no kernel saves.
 */
interface Floor {
  readonly shape: string;
  readonly atLeast: Readonly<Record<'tfjs' | 'ort' | 'jax', number>>;
}
const square = { tfjs: 10, ort: 10, jax: 3 };
const twice = { tfjs: 2, ort: 2, jax: 2 };
const floors: readonly Floor[] = [
  { shape: '512x512x512', atLeast: square },
  { shape: '333x777x555', atLeast: twice },
  { shape: '64x64x4096', atLeast: twice },
  { shape: '128x4096x1024', atLeast: twice },
  { shape: '1x4096x4096', atLeast: { tfjs: 1, ort: 1, jax: 1 } },
  { shape: '2048x512x1024', atLeast: twice },
  { shape: '1024x1024x1024', atLeast: square },
];

const SESSIONS = 3;
const ROUNDS = 3;

/** Missed only where the whole interval lies below the floor, or where the peer could be timed and we could not. */
const isMissed = ({ ratio, outcome }: PeerRow, atLeast: number): boolean =>
  outcome === 'measured' && (ratio === null || ratio.high < atLeast);

const tallyOf = ({ id, rows }: PeerCase): { tally: Tally; cells: string[][] } => {
  const floor = floors.find(({ shape }) => shape === id);
  const peers = rows.filter((row) => row.id !== 'ours');
  const counted = peers.flatMap((row) => {
    const atLeast = floor?.atLeast[row.id as keyof Floor['atLeast']];
    return atLeast === undefined ? [] : [{ row, atLeast, missed: isMissed(row, atLeast) }];
  });
  return {
    tally: counted.reduce((sum: Tally, { missed }) => add(sum, checkTally(!missed)), NOTHING),
    cells: counted
      .filter(({ missed }) => missed)
      .map(({ row, atLeast }) => [id, row.title, String(atLeast), row.ratio?.ratio.toFixed(2) ?? 'ours failed']),
  };
};

export const peers: Part = {
  name: 'peers',
  title: 'Against the peers',
  about: 'bench:peers on square, flat, deep and ragged products. Wants a quiet machine. --only takes some shapes.',
  run: ({ seed, scale, only }) => {
    const shapes = floors.map(({ shape }) => shape).filter((shape) => only.length === 0 || only.includes(shape));
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        join(import.meta.dirname, '../peers/main.ts'),
        '--json',
        ...['--shapes', shapes.join(',')],
        ...['--sessions', String(Math.max(1, Math.round(SESSIONS * Math.min(1, scale))))],
        ...['--rounds', String(Math.max(1, Math.round(ROUNDS * scale)))],
        ...['--seed', String(seed)],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    if (status !== 0) throw new Error(`bench:peers ended with exit code ${String(status)}.`);
    const document = JSON.parse(stdout) as PeersDocument;
    const printed = renderMarkdown(document);
    if (!document.adapter.software) {
      return Promise.resolve({ tally: { ...NOTHING, skipped: shapes.length }, print: printed });
    }
    const counted = document.cases.map(tallyOf);
    const missed = counted.flatMap(({ cells }) => cells);
    return Promise.resolve({
      tally: counted.reduce((sum, { tally }) => add(sum, tally), NOTHING),
      print:
        missed.length === 0
          ? printed
          : `${printed}\n\nBelow the floor:\n\n${table(['M×N×K', 'library', 'at least', 'ratio'], missed, 2)}`,
    });
  },
};
