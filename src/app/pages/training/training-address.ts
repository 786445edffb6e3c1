import type { PageLocation } from '../../router/location.ts';
import { ledgerHref } from '../plan/ledger-address.ts';

export const TRAINING_PAGE: PageLocation = { segments: ['training'], query: {} };

/** In place of the training's own ledger: that of the two costs that are reconciled. */
export const FACTORS = 'factors';

/** Address of a line of the training's ledger, on the page as it stands. */
export const trainingHref = (line: string, page: PageLocation = TRAINING_PAGE): string => ledgerHref(line, '', page);

export const factorsHref = (line: string, page: PageLocation): string => ledgerHref(line, FACTORS, page);

/** In place of the training's own ledger: that of a series over the years, by its id. */
const SERIES = 'series:';
export const seriesOf = (of: string): string | null => (of.startsWith(SERIES) ? of.slice(SERIES.length) : null);

export const seriesHref = (series: string, line: string, page: PageLocation): string =>
  ledgerHref(line, `${SERIES}${series}`, page);

/** A published case on the Verify page. */
export const caseHref = (id: string): string => `#/verify?case=${encodeURIComponent(id)}`;
