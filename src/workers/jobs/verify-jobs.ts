import { verify as verified } from '../../verify/verify.ts';

export const verify = (): ReturnType<typeof verified> => verified();
