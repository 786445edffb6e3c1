import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMAND_LINE, ensureBuilt } from '../config/fresh-build.ts';
import { root } from '../config/root.ts';

const GRID = `
name: Chat
base: {preset: llama3-70b-chat}
grid:
  hardware.server: [dgx-h100, dgx-h200]
  slo.tpotP99Ms: [20, 40, 60, 80]
  demand.queriesPerDay: {low: 1.0e+5, high: 1.0e+8, n: 600, scale: log}
`;

/** A sweep of 4,800 plans, as the command line writes it. */
export const sweepFile = async (): Promise<Buffer> => {
  const script = join(await ensureBuilt(root, COMMAND_LINE, () => undefined), 'roofrack.js');
  const folder = mkdtempSync(join(tmpdir(), 'rr-sweep-'));
  try {
    const [grid, out] = [join(folder, 'grid.yaml'), join(folder, 'sweep.parquet')];
    writeFileSync(grid, GRID);
    execFileSync(process.execPath, [script, 'sweep', grid, '--threads', '1', '--out', out], { stdio: 'pipe' });
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
