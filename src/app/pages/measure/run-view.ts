import { html, type TemplateResult } from 'lit';
import type { Measurement } from '../../../records/measurement.ts';
import './rr-run-actions/rr-run-actions.ts';
import './rr-run-result/rr-run-result.ts';

/** A finished run with what can be done with it; fetched when there is one, because it needs the catalogue. */
export const runView = (run: Measurement): TemplateResult => html`
  <rr-run-result .run=${run}>
    <rr-run-actions slot="actions" .run=${run}></rr-run-actions>
  </rr-run-result>
`;
