import { join } from 'node:path';
import { APP, COMMAND_LINE, ensureBuilt } from '../config/fresh-build.ts';

/** `npm run build`: the app and the command line, each made anew where what goes into it has changed. */
const root = join(import.meta.dirname, '..');
for (const build of [APP, COMMAND_LINE]) await ensureBuilt(root, build, (text) => process.stderr.write(text));
