import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber } from '../../../../base/format.ts';
import type { Plan } from '../../../../records/plan.ts';
import { publishedEstimate } from '../../../../records/scenario.ts';
import '../../../charts/rr-waterfall/rr-waterfall.ts';
import { baseStyles, hostInColumn } from '../../../styles/shared.ts';
import { waterfallSteps } from '../waterfall-steps.ts';

/**
 * @summary From one request at a time over the mean load to the fleet, factor by factor, with the floors below.
 */
@customElement('rr-way-to-fleet')
export class RrWayToFleet extends LitElement {
  static override styles = [
    baseStyles,
    hostInColumn(4),
    css`
      .floors {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        gap: var(--space-1) var(--space-4);
        max-width: 720px;
      }
      .floors dd {
        font-variant-numeric: tabular-nums;
        text-align: end;
      }
      @media screen and (max-width: 719.98px) {
        .floors {
          grid-template-columns: auto auto;
          justify-content: start;
        }
        .floors dt {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  @property({ attribute: false }) plan!: Plan;

  override render(): TemplateResult {
    const { toThroughput, toFleet, floors } = waterfallSteps(this.plan);
    if (toFleet.length < 2) return html`<p class="quiet">There is no fleet that a way could lead to.</p>`;
    return html`<rr-waterfall label="From mean load to the fleet" unit="servers" .steps=${toFleet}></rr-waterfall>
      ${
        // Where an estimate was published the way begins there, in the comparison with it.
        publishedEstimate(this.plan.scenario) === null
          ? html`<h3>From one request at a time to full throughput</h3>
              <p class="quiet">
                Each step is one named factor at the day’s mean load; green needs fewer servers, orange more.
              </p>
              <rr-waterfall label="From one request at a time" unit="servers" .steps=${toThroughput}></rr-waterfall>`
          : nothing
      }
      <h3>Floors no software gets below, at mean load</h3>
      <dl class="floors">
        ${floors.map(
          ({ label, value, href, share }) =>
            html`<dt>${label}</dt>
              <dd><a href=${href}>${formatNumber(value)}</a> <span class="unit">GPUs</span></dd>
              <dd class="quiet">
                ${share === null ? nothing : html`<a href=${share.href}>${formatNumber(share.value, 2)} %</a> of the fleet`}
              </dd>`,
        )}
      </dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-way-to-fleet': RrWayToFleet;
  }
}
