import type { AdapterRecord } from './measurement.ts';

/** The name people know an adapter by: the most telling text that the browser lets through. */
export const adapterName = ({ description, device, vendor, architecture }: AdapterRecord): string =>
  [description, device, [vendor, architecture].filter(Boolean).join(' ')].find((text) => text.trim() !== '') ??
  'Unnamed adapter';
