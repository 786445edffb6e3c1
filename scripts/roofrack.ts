import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { COMMAND_LINE, ensureBuilt } from '../config/fresh-build.ts';
import { root } from '../config/root.ts';

/**
 * `npm run -s roofrack -- ARGS`: the bundled command line, built first where it is out of date, in this very process,
 * so that arguments, streams, signals and exit code are its own. npm changes to the repository's root; paths in the
 * arguments are meant from where the user is.
 */
const outDir = await ensureBuilt(root, COMMAND_LINE, (text) => process.stderr.write(text));
process.chdir(process.env['INIT_CWD'] ?? process.cwd());
await import(pathToFileURL(join(outDir, 'roofrack.js')).href);
