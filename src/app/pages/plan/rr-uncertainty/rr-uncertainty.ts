import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber, inSentence } from '../../../../base/format.ts';
import type { Contribution } from '../../../../plan/sensitivity/first-order.ts';
import type { HeadlineUncertainty, Sensitivity } from '../../../../plan/sensitivity/sensitivity.ts';
import { headlineOf, type HeadlineId } from '../../../../records/ledger-lines.ts';
import '../../../charts/rr-tornado/rr-tornado.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { numeric, table } from '../../../controls/table.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, hostInColumn, inColumn, tableStyles } from '../../../styles/shared.ts';
import '../rr-draws/rr-draws.ts';
import { rangeText, writeHeadline } from '../plan-headlines.ts';
import { ledgerHref } from '../ledger-address.ts';
import { fieldLabel } from '../scenario-fields.ts';
import { bandText, halvingText } from '../uncertainty-words.ts';

const HALVED_BY = 'Halved by knowing';

/** Headlines whose range comes mostly from the same input; null where nothing uncertain moves them. */
interface Group {
  readonly largest: Contribution | null;
  readonly headlines: readonly HeadlineUncertainty[];
}

const groups = (headlines: readonly HeadlineUncertainty[]): readonly Group[] => {
  const byInput = new Map<string, { largest: Contribution | null; headlines: HeadlineUncertainty[] }>();
  for (const headline of headlines) {
    const largest = headline.contributions.at(0) ?? null;
    const group = byInput.get(largest?.id ?? '');
    if (group === undefined) byInput.set(largest?.id ?? '', { largest, headlines: [headline] });
    else group.headlines.push(headline);
  }
  return [...byInput.values()];
};

/**
 * @summary What one number hangs on, input by input; for every headline its range, what that mostly comes from, and what would halve it; and
 *   draws of all inputs at once.
 */
@customElement('rr-uncertainty')
export class RrUncertainty extends SignalElement {
  static override styles = [
    baseStyles,
    tableStyles,
    hostInColumn(3),
    css`
      .group {
        ${inColumn(1)};
      }
      td.words {
        white-space: normal;
      }
      rr-choice-field {
        width: 220px;
        max-width: 100%;
      }
      .pending {
        min-height: 560px;
        color: var(--ink-2);
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  /** Null while it is first computed. */
  @property({ attribute: false }) sensitivity: Sensitivity | null = null;
  /** The number whose causes are drawn. */
  @state() private drawn: HeadlineId = 'cost.usdPerMonth';

  override render(): TemplateResult {
    if (this.sensitivity === null)
      return html`<p class="pending">Moving each uncertain input to the ends of its band…</p>`;
    const { headlines, cliffs } = this.sensitivity;
    if (headlines.length === 0) return html`<p class="quiet">There is no fleet whose numbers could be uncertain.</p>`;
    return html`${
      cliffs.length === 0
        ? nothing
        : html`<rr-notice kind="warning" heading="Within the bands there may be no fleet at all">
            <ul>
              ${cliffs.map(
                ({ id, label, factor, constraint }) =>
                  html`<li>
                    ${label} × ${formatNumber(factor, 3)}: ${fieldLabel(constraint)} cannot be kept.
                    <a href=${ledgerHref(id)}>Its line</a>
                  </li>`,
              )}
            </ul>
          </rr-notice>`
    }
    ${this.#tornado(headlines)} ${groups(headlines).map((group) => this.#group(group))} ${this.#draws()}`;
  }

  /** What one of the numbers hangs on, input by input. */
  #tornado(headlines: readonly HeadlineUncertainty[]): TemplateResult | typeof nothing {
    const moved = headlines.filter(({ contributions }) => contributions.length > 0);
    const shown = moved.find(({ id }) => id === this.drawn) ?? moved[0];
    if (shown === undefined) return nothing;
    const { name, unit } = headlineOf(shown.id);
    const write = (value: number): string => {
      const { text, unit: written } = writeHeadline(value, unit, 3, shown.value);
      return `${text} ${written}`.trim();
    };
    return html`<h3>What moves it, one input at a time</h3>
      <rr-choice-field
        label="Number"
        .value=${shown.id}
        .options=${moved.map(({ id }) => ({ value: id, label: headlineOf(id).name }))}
        @rr-field-typed=${(event: FieldTypedEvent) => {
          event.stopPropagation();
          this.drawn = event.text as HeadlineId;
        }}
      ></rr-choice-field>
      <rr-tornado
        label="${name} as each input moves"
        .value=${shown.value}
        .bars=${shown.contributions.map(({ id, label, band, down, up }) => ({
          label,
          band: bandText(band),
          down,
          up,
          href: ledgerHref(id),
        }))}
        .write=${write}
      ></rr-tornado>`;
  }

  #draws(): TemplateResult | typeof nothing {
    const question = this.app.answers.latest.get()?.question;
    if (question === undefined) return nothing;
    return html`<h3>All of them at once</h3>
      <rr-draws .question=${question}></rr-draws>`;
  }

  #group({ largest, headlines }: Group): TemplateResult {
    const name = largest === null ? 'Nothing uncertain' : largest.label;
    return html`<div class="group">
      <h3>
        ${
          largest === null
            ? name
            : html`Mostly <a href=${ledgerHref(largest.id)}>${name.toLowerCase()}</a>, ${bandText(largest.band)}
                <rr-tier .tier=${largest.tier}></rr-tier>`
        }
      </h3>
      ${largest === null ? nothing : html`<p class="quiet">The band: ${largest.basis}. ${largest.remedy}</p>`}
      ${table({
        label: `Ranges that come mostly from ${inSentence(name)}`,
        columns: ['Number', numeric('90 % range'), { head: HALVED_BY, card: HALVED_BY }],
        rows: headlines.map((headline) => [
          html`<a href=${ledgerHref(headline.id)}>${headlineOf(headline.id).name}</a>`,
          html`<a href=${ledgerHref(headline.id)}>${rangeText(headline)}</a>`,
          { content: halvingText(headline), class: 'words' },
        ]),
        cards: true,
      })}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-uncertainty': RrUncertainty;
  }
}
