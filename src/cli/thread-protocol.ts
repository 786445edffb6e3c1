import type { ExitCode } from './io.ts';

/** What passes between the process and the thread that does a command's work. */
export type FromCommand =
  | { readonly type: 'out'; readonly text: string }
  | { readonly type: 'log'; readonly text: string }
  /** Asks for what stands on the standard input, from now on. */
  | { readonly type: 'stdin' }
  | { readonly type: 'done'; readonly code: ExitCode };

export interface ToCommand {
  readonly type: 'abort';
  readonly reason: NodeJS.Signals;
}
