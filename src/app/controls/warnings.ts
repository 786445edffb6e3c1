import { html, nothing, type TemplateResult } from 'lit';
import type { Warning } from '../../records/measurement.ts';
import './rr-notice/rr-notice.ts';

/** Warnings in words, in one place; nothing where there are none. */
export const warningList = (warnings: readonly Warning[]): TemplateResult | typeof nothing =>
  warnings.length === 0
    ? nothing
    : html`<rr-notice kind="warning" heading=${warnings.length === 1 ? 'A warning' : `${warnings.length} warnings`}>
        <ul class="warnings">
          ${warnings.map(({ message }) => html`<li>${message}</li>`)}
        </ul>
      </rr-notice>`;
