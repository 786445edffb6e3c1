import { join } from 'node:path';
import type { PreviewServer } from 'vite';
import { APP, ensureBuilt } from './fresh-build.ts';
import { securityHeaders } from './security-headers.ts';

export interface AppServer {
  /** Address of the page, with a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** The first port to try; 0 takes any that is free. */
  readonly port: number;
  /** Fail where the port is taken, instead of taking the next free one. */
  readonly strictPort?: boolean;
  readonly log: (text: string) => void;
}

const appServer = (server: PreviewServer): AppServer => {
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no address.');
  return { url: `http://127.0.0.1:${String(address.port)}/`, close: () => server.close() };
};

/** Serves the built app, made first where it is out of date, with the headers that a deployment has. */
export const serveApp = async (root: string, { port, strictPort = false, log }: ServeOptions): Promise<AppServer> => {
  const outDir = await ensureBuilt(root, APP, log);
  const { preview } = await import('vite');
  const server = await preview({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port, strictPort },
  });
  return appServer(server);
};

/** Serves a folder that was built elsewhere, with the same headers, on any free port. */
export const serveFolder = async (folder: string): Promise<AppServer> => {
  const { preview } = await import('vite');
  return appServer(
    await preview({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: { outDir: folder },
      preview: { host: '127.0.0.1', port: 0, headers: securityHeaders() },
    }),
  );
};
