import type { StackConstants } from '../catalog/stacks.ts';

/**
 * Host time on CPUs of 2022 and later over that on those of A100 servers (the stacks' constants are of those): vLLM of
 * 2023 spends 31 ms per token with Llama-2-70B on a DGX H100, 45 on a DGX A100 (Splitwise, perf_model.csv @8f99e7d),
 * after the device's part is taken off. Its cause is the CPU, Sapphire Rapids against Rome.
 */
const NEWER_HOST = 0.68;
const NEWER_SINCE = 2022;

/** What is taken, as an assumption, where nobody published the CPU. */
export const UNKNOWN_CPU = `CPU of the server unknown: taken for one of ${String(NEWER_SINCE)} or later`;

export interface HostLoad {
  readonly layers: number;
  /** Sequences that get a token in the pass. */
  readonly sequences: number;
  readonly prompts: boolean;
}

/** Work of the host for one pass, in seconds, by the year in which its CPU was launched (null: unknown). */
export const hostTimeS = (
  stack: StackConstants,
  cpuLaunchYear: number | null,
  { layers, sequences, prompts }: HostLoad,
): number => {
  const speed = (cpuLaunchYear ?? NEWER_SINCE) >= NEWER_SINCE ? NEWER_HOST : 1;
  const us =
    stack.hostUsPerPass +
    stack.hostUsPerLayer * layers +
    stack.hostUsPerSequence * sequences +
    (prompts ? stack.hostUsPerPromptPass : 0);
  return speed * us * 1e-6;
};

/**
 * Time of a pass whose host and device work partly at the same time: (d^p + h^p)^(1/p). p = 1 is one after the other;
 * p = 2 fits a queue of launches that the host fills while the device empties it (Splitwise rows, A100 and H100).
 */
export const overlapped = (deviceS: number, hostS: number, p: number): number =>
  p === 1 ? deviceS + hostS : (deviceS ** p + hostS ** p) ** (1 / p);
