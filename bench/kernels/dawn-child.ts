import { openDawn } from '../dawn.ts';
import { check, type CheckRequest } from './check.ts';

// Dawn crashes when this object is collected, so the module keeps it.
const gpu = openDawn();

process.on('message', (request: CheckRequest) => {
  check(gpu, request, (note) => process.send?.({ note })).then(
    (result) => process.send?.({ result }),
    (cause: unknown) => process.send?.({ error: cause instanceof Error ? cause.message : String(cause) }),
  );
});
process.on('disconnect', () => process.exit(0));
