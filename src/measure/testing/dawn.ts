import { create, globals } from 'webgpu';

/** WebGPU under Dawn for Node. The module keeps the object, because Dawn crashes when it is collected. */
Object.assign(globalThis, globals);
const instance = create(['enable-dawn-features=allow_unsafe_apis']);
export const dawn: GPU = instance;
