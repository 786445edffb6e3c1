import { zipSync, type AsyncZippable } from 'fflate';

/**
 * In place of `fflate` for the library that writes workbooks: its asynchronous `zip` starts workers from blobs, which the
 * page's security policy refuses. A workbook of ours takes some tenths of a second.
 */
export { strToU8, zipSync } from 'fflate';
export const zip = (files: AsyncZippable, done: (error: null, archive: Uint8Array<ArrayBuffer>) => void): void => {
  done(null, zipSync(files));
};
