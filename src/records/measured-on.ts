import { adapterName } from './adapter-name.ts';
import type { Measurement } from './measurement.ts';

/** What makes times of runs alike: adapter, browser and its major version, and the clock they come from. */
export const measuredOn = ({ adapter, browser, host, clock }: Measurement): string =>
  [
    adapterName(adapter),
    browser === null ? (host?.name ?? 'no browser') : `${browser.name} ${browser.version.split('.')[0] ?? ''}`,
    clock.source,
  ].join(', ');
