import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serveApp } from '../config/serve-app.ts';

/** `npm start [-- --port N]`: builds what is out of date, serves the app, prints its address, ends on a signal. */
const DEFAULT_PORT = 4173;

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const port = values.port === undefined ? DEFAULT_PORT : /^\d+$/.test(values.port) ? Number(values.port) : NaN;
if (!(port >= 0 && port <= 65535)) {
  console.error(`--port is ${String(values.port)}; it must be a whole number from 0 (any free port) to 65535.`);
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const server = await serveApp(root, { port, log: (text) => process.stderr.write(text) });
console.log(`Roofrack is at ${server.url} (Ctrl+C ends it)`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.exitCode = 0;
    void server.close().then(() => process.exit());
    // Open connections may keep the server from closing.
    setTimeout(() => process.exit(), 1000).unref();
  });
}
