import { html, nothing, type TemplateResult } from 'lit';
import '../controls/rr-tier/rr-tier.ts';
import type { SharedByHeadlines } from './headline-words.ts';

/** The line below a strip of headlines. */
export const sharedWords = ({ tier, cause, causeOfAll }: SharedByHeadlines): TemplateResult =>
  html`<p>
    ${tier === null ? nothing : html`All: <rr-tier .tier=${tier}></rr-tier> ${tier}.`}
    ${cause === null ? nothing : html`Ranges hold nine times in ten, ${causeOfAll ? '' : 'mostly '}from ${cause}.`}
  </p>`;
