import { validateServing } from '../../plan/standing/validation.ts';
import { verify as verified } from '../../verify/verify.ts';

export const verify = (): ReturnType<typeof verified> => verified();

export const validated = (): ReturnType<typeof validateServing> => validateServing();
