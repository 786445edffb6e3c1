import { attackFiles } from './files.ts';
import { attackLinks } from './links.ts';
import type { Draw, Outcome } from './outcome.ts';
import { attackRecords } from './records.ts';
import { attackSettings } from './settings.ts';

export interface Attack {
  readonly name: string;
  /** So many are tried in a long run, and in the gate. */
  readonly counts: { readonly deep: number; readonly gate: number };
  readonly run: (draw: Draw) => Promise<Outcome>;
}

export const attacks: readonly Attack[] = [
  { name: 'hostile files', counts: { deep: 3500, gate: 40 }, run: attackFiles },
  { name: 'settings', counts: { deep: 1600, gate: 15 }, run: attackSettings },
  { name: 'damaged links', counts: { deep: 26_000, gate: 400 }, run: attackLinks },
  { name: 'corrupt records', counts: { deep: 49, gate: 49 }, run: attackRecords },
];
