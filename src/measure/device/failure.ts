/** What can go wrong between us and the GPU; expected outcomes, so values and not exceptions. */
export type GpuFailureKind = 'unsupported' | 'validation' | 'out-of-memory' | 'internal' | 'lost' | 'timeout';

export interface GpuFailure {
  readonly kind: GpuFailureKind;
  readonly message: string;
}

export const failure = (kind: GpuFailureKind, message: string): GpuFailure => ({ kind, message });

/** Carries a failure through code that has no other way out; caught by the device's owner, seen by nobody else. */
export class GpuFailureError extends Error {
  readonly failure: GpuFailure;
  constructor(cause: GpuFailure) {
    super(cause.message);
    this.failure = cause;
  }
}
