import { parseArgs } from 'node:util';
import { serveApp } from '../config/serve-app.ts';
import { root } from '../config/root.ts';

/** `npm start [-- --port N]`: builds what is out of date, serves the app, prints its address, ends on a signal. */
const DEFAULT_PORT = 4173;

const refuse = (message: string): never => {
  console.error(`${message}\n\nUsage: npm start [-- --port N]`);
  process.exit(2);
};

const readPort = (): number => {
  const { tokens } = parseArgs({
    options: { port: { type: 'string' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  let port = DEFAULT_PORT;
  for (const token of tokens) {
    if (token.kind !== 'option')
      return refuse(`npm start takes no "${token.kind === 'positional' ? token.value : '--'}".`);
    if (token.name !== 'port') return refuse(`npm start has no option ${token.rawName}.`);
    if (!/^\d+$/.test(token.value ?? '') || Number(token.value) > 65_535) {
      return refuse(`--port is ${token.value ?? 'empty'}; it must be a whole number from 0 (any free port) to 65535.`);
    }
    port = Number(token.value);
  }
  return port;
};

const port = readPort();

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
