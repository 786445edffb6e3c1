import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import { ensureInstalled } from '../install.ts';

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the page and serves it on a free port of this machine. */
export const openSite = async (): Promise<Site> => {
  ensureInstalled();
  const folder = await mkdtemp(join(tmpdir(), 'roofrack-peers-'));
  const config = { configFile: join(import.meta.dirname, 'vite.config.ts'), build: { outDir: folder } };
  await build(config);
  const server = await preview(config);
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The page has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
