import type { BuildPhase } from '../plan/demand/growth.ts';
import { figure } from './figure.ts';
import { markdownTable, textTable } from './table.ts';

const HEADER = ['year', 'queries per day', 'servers', 'added', 'racks', 'added USD'];

const rows = (phases: readonly BuildPhase[]): string[][] =>
  phases.map(({ year, queriesPerDay, servers, racks, addedServers, addedCapexUsd }) => [
    String(year),
    ...[queriesPerDay, servers, addedServers, racks, addedCapexUsd].map((value) =>
      value === null ? 'unknown' : figure(value),
    ),
  ]);

/** A build over years for a terminal: what carries the load at the end of each, and what is bought for it. */
export const buildText = (phases: readonly BuildPhase[]): string =>
  `\nBuild, each year’s fleet for the load at its end; nothing is sold\n${textTable([HEADER, ...rows(phases)], [0, 1, 2, 3, 4, 5])}`;

export const buildMarkdown = (phases: readonly BuildPhase[]): string =>
  `\n## Build\n\n${markdownTable(HEADER, rows(phases))}`;
