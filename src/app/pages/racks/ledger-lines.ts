import { html, type TemplateResult } from 'lit';
import type { RackLimit } from '../../../records/rack-layout.ts';
import { ledgerHref, viewText } from '../plan/ledger-address.ts';

const PAGE = { segments: ['racks'], query: {} };

/** Address of a line of the plan, or of one of the racks as they are drawn. */
const lineHref = (id: string): string => ledgerHref(id, viewText({ kind: 'racks' }), PAGE);

export const lineLink = (id: string, text: string): TemplateResult => html`<a href=${lineHref(id)}>${text}</a>`;

const SUFFIX: Readonly<Record<RackLimit['limit'], string>> = {
  units: 'Units',
  power: 'Kw',
  weight: 'Kg',
  air: 'AirKw',
  liquid: 'LiquidKw',
  cooling: 'CoolingKw',
};

export const limitHref = (limit: RackLimit['limit'], number: 'used' | 'room' | 'servers'): string =>
  lineHref(`racks.${number === 'servers' ? 'serversBy' : number}${SUFFIX[limit]}`);
