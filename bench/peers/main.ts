import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdapterRecord } from '../../src/records/measurement.ts';
import { parseOptions, USAGE, type PeersOptions } from './options.ts';
import { PEERS, titleOf, type ParticipantId, type PeerId, type Standing } from './participant.ts';
import {
  PEERS_FORMAT,
  PEERS_VERSION,
  renderMarkdown,
  renderTable,
  summariseCase,
  type PeersDocument,
} from './report.ts';
import { openSession, openSite, type Site } from './runner.ts';

/** Exit codes of the project: 0 done, 2 usage, 4 invalid run (no adapter, or our own result could not be measured). */
const INVALID_RUN = 4;
const root = join(import.meta.dirname, '../..');

const versionIn = (folder: string): string =>
  (JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { version: string }).version;

const versionsOf = (peers: readonly PeerId[]): Partial<Record<ParticipantId, string>> => ({
  ours: versionIn('.'),
  ...Object.fromEntries(peers.map((id) => [id, versionIn(join('node_modules', PEERS[id].package))])),
});

const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

interface Gathered {
  readonly adapter: AdapterRecord;
  readonly browserVersion: string;
  /** By shape, then by session. */
  readonly standings: readonly (readonly (readonly Standing[])[])[];
}

const gather = async (
  site: Site,
  { shapes, peers, sessions, rounds, seed, kernel }: PeersOptions,
): Promise<Gathered | null> => {
  const participants: readonly ParticipantId[] = ['ours', ...peers];
  const standings: Standing[][][] = shapes.map(() => []);
  const startedMs = performance.now();
  let adapter: AdapterRecord | null = null;
  let browserVersion = '';
  for (let index = 0; index < sessions; index++) {
    const session = await openSession(site, kernel);
    try {
      browserVersion = session.browserVersion;
      adapter ??= await session.describeAdapter();
      if (adapter === null) return null;
      for (const [at, shape] of shapes.entries()) {
        const held = await session.hold({ shape, participants, rounds, seed: seed + 1000 * index + at });
        standings[at].push(held);
        const done = index * shapes.length + at + 1;
        const elapsedS = (performance.now() - startedMs) / 1000;
        const leftS = (elapsedS / done) * (sessions * shapes.length - done);
        const failures = held
          .filter(({ outcome }) => outcome !== 'measured')
          .map(({ id, outcome }) => `${titleOf(id)}: ${outcome}`);
        note(
          `session ${index + 1}/${sessions}, ${shape.m}x${shape.n}x${shape.k} after ${elapsedS.toFixed(0)} s, about ${leftS.toFixed(0)} s left${failures.length > 0 ? `; ${failures.join(', ')}` : ''}`,
        );
      }
    } finally {
      await session.close();
    }
  }
  return adapter === null ? null : { adapter, browserVersion, standings };
};

const run = async (options: PeersOptions): Promise<number> => {
  note('Building the page…');
  const site = await openSite();
  try {
    const gathered = await gather(site, options);
    if (gathered === null) {
      note('There is no WebGPU adapter in this browser, so nothing was measured.');
      return INVALID_RUN;
    }
    const document: PeersDocument = {
      format: PEERS_FORMAT,
      version: PEERS_VERSION,
      createdAt: new Date().toISOString(),
      adapter: gathered.adapter,
      browser: { name: 'Chromium', version: gathered.browserVersion },
      versions: versionsOf(options.peers),
      sessions: options.sessions,
      rounds: options.rounds,
      seed: options.seed,
      cases: options.shapes.map((shape, at) => summariseCase(shape, gathered.standings[at])),
    };
    const render = {
      json: (it: PeersDocument) => JSON.stringify(it, null, 2),
      markdown: renderMarkdown,
      table: renderTable,
    };
    process.stdout.write(`${render[options.output](document)}\n`);
    const oursMeasured = document.cases.every(({ rows }) => rows[0].outcome === 'measured');
    return oursMeasured ? 0 : INVALID_RUN;
  } finally {
    await site.close();
  }
};

const options = parseOptions(process.argv.slice(2));
if (!options.ok) {
  for (const { message } of options.error) note(message);
  process.exitCode = 2;
} else if (options.value === 'help') {
  process.stdout.write(USAGE);
} else {
  process.exitCode = await run(options.value);
}
