import { html, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../../base/result.ts';
import './rr-notice/rr-notice.ts';

/** Why something was not done, a paragraph per reason; nothing where there is none. */
export const problemList = (heading: string, messages: readonly string[]): TemplateResult | typeof nothing =>
  messages.length === 0
    ? nothing
    : html`<rr-notice kind="problem" heading=${heading}>
        ${messages.map((message) => html`<p>${message}</p>`)}
      </rr-notice>`;

export const problemNotice = (problem: Problem | null): TemplateResult | typeof nothing =>
  problem === null ? nothing : html`<rr-notice kind="problem">${problem.message}</rr-notice>`;
