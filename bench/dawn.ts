import { create, globals } from 'webgpu';

/** Between two looks for finished work. A completion is seen so much later at most. */
const NAP_MS = 0.1;

/**
 * WebGPU by Dawn, in a process that does nothing else. While a promise is pending, Dawn for Node polls its device from
 * every turn of the event loop and so keeps one core busy, which a driver that computes on the CPU then lacks. A nap a turn
 * gives the core back.
 */
export const openDawn = (): GPU => {
  Object.assign(globalThis, globals);
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const nap = (): void => {
    Atomics.wait(cell, 0, 0, NAP_MS);
    setImmediate(nap);
  };
  setImmediate(nap);
  // Experimental features are what a benchmark is for; the quantised clock stays, as browsers have it.
  return create(['enable-dawn-features=allow_unsafe_apis']);
};
