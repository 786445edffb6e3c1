import { strToU8, zipSync } from 'fflate';

export interface ZippedFile {
  readonly name: string;
  readonly text: string;
}

/** Moment that every file in an archive is of: the first that the format can hold, so that equal content is equal bytes. */
const SINCE = new Date(1980, 0, 1);

/** Texts as one archive. */
export const zip = (files: readonly ZippedFile[]): Uint8Array<ArrayBuffer> =>
  zipSync(Object.fromEntries(files.map(({ name, text }) => [name, strToU8(text)])), {
    mtime: SINCE,
  });
