import { APP, COMMAND_LINE, ensureBuilt } from '../config/fresh-build.ts';
import { root } from '../config/root.ts';

/** `npm run build`: the app and the command line, each made anew where what goes into it has changed. */
for (const build of [APP, COMMAND_LINE]) await ensureBuilt(root, build, (text) => process.stderr.write(text));
