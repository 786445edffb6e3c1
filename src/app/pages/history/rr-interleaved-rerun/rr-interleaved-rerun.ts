import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { entryAt } from '../../../../base/checked.ts';
import { changeText } from '../../../../base/format.ts';
import { serialiseComparison } from '../../../../exchange/comparison.ts';
import type { TimedProductCase } from '../../../../records/cases.ts';
import type { CaseComparison } from '../../../../records/compare-runs.ts';
import { HORIZON, type Comparison } from '../../../../records/comparison.ts';
import { judgeComparison, type Judgement } from '../../../../regression/judge.ts';
import { UNKNOWN_SCATTER } from '../../../../regression/scatter.ts';
import type { InterleavedRequest } from '../../../../workers/interleaved.ts';
import { caseText } from '../../../charts/case-words.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { numeric, table } from '../../../controls/table.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { download } from '../../download.ts';

/** Sessions of a case at most: some minutes on a GPU. */
const MOST_SESSIONS = 40;

const isProduct = (comparison: CaseComparison): boolean =>
  comparison.before.kind === 'matmul' && comparison.after.kind === 'matmul';

const change = (ratio: number | null): string => (ratio === null ? '–' : changeText(ratio));

/**
 * @summary Settles what two stored runs leave open: their kernels are timed here against each other, in turns, until it shows.
 */
@customElement('rr-interleaved-rerun')
export class RrInterleavedRerun extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    hostInColumn(3),
    css`
      .improved {
        color: var(--good);
      }
      .regressed {
        color: var(--bad);
      }
    `,
  ];

  @consume({ context: appContext }) private app!: AppState;
  @property() earlierName = '';
  @property() laterName = '';
  /** Cases that are undecided. */
  @property({ attribute: false }) cases: readonly CaseComparison[] = [];
  @state() private comparison: Comparison | null = null;
  @state() private problem: string | null = null;
  @state() private running = false;
  /** The last line about a rerun under way: what is expected, then where it stands. */
  @state() private progress = '';
  #abort = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  override render(): TemplateResult {
    const products = this.cases.filter(isProduct);
    const apart = products.filter(({ before, after }) => before.kernel !== after.kernel);
    if (apart.length === 0)
      return html`<p class="quiet">
        Both runs used the same kernels for these cases: what differs is the machine, the browser or the day, which no
        rerun brings back. Builds are compared by <code>roofrack bench compare</code>.
      </p>`;
    return html`
      <div class="buttons">
        ${
          this.running
            ? html`<button @click=${this.#stop}>Stop</button>`
            : html`<button class="primary" @click=${() => void this.#run(apart)}>
                Rerun these two interleaved (${String(apart.length)} ${apart.length === 1 ? 'case' : 'cases'})
              </button>`
        }
        ${
          this.comparison === null
            ? nothing
            : html`<button @click=${this.#save}>Save the comparison for bench report</button>`
        }
      </div>
      <p class="quiet small" role="status">${this.#status(apart.length)}</p>
      ${this.problem === null ? nothing : html`<rr-notice kind="problem"><p>${this.problem}</p></rr-notice>`}
      ${this.comparison === null ? nothing : this.#results(this.comparison, judgeComparison(this.comparison), apart)}
    `;
  }

  #status(cases: number): string {
    if (this.running) return this.progress === '' ? 'Opening both kernels …' : this.progress;
    if (this.comparison === null)
      return 'Both kernels take turns on this machine, so that what it does by itself cancels. Leave this page in front.';
    const sessions = this.comparison.cases.reduce((sum, compared) => sum + compared.sessions.length, 0);
    const decided = judgeComparison(this.comparison).cases.filter(({ verdict }) => verdict !== 'undecided').length;
    return `${String(decided)} of ${String(cases)} decided after ${String(sessions)} sessions.`;
  }

  #results(comparison: Comparison, { cases, control }: Judgement, apart: readonly CaseComparison[]): TemplateResult {
    return html`${
      control.failure === null
        ? nothing
        : html`<rr-notice kind="problem" heading="This rerun proves nothing"><p>${control.failure}</p></rr-notice>`
    }
    ${table({
      label: 'Table of the interleaved rerun',
      columns: ['Case', numeric('Change of time'), numeric('95 % interval'), numeric('Sessions'), 'Verdict'],
      rows: cases.map(({ medianRatio, ci95, verdict, failure, kernels }, i) => [
        html`${caseText(entryAt(apart, i).before)} <span class="quiet">${kernels.base} → ${kernels.head}</span>`,
        change(medianRatio),
        ci95 === null ? 'not bounded yet' : `${change(ci95[0])} to ${change(ci95[1])}`,
        String(comparison.cases[i]?.sessions.length ?? 0),
        { content: failure ?? verdict, class: verdict },
      ]),
    })}`;
  }

  async #run(apart: readonly CaseComparison[]): Promise<void> {
    this.#abort = new AbortController();
    this.running = true;
    this.problem = null;
    this.comparison = null;
    this.progress = '';
    const request: InterleavedRequest = {
      base: this.earlierName,
      head: this.laterName,
      mostSessions: MOST_SESSIONS,
      expectedScatter: UNKNOWN_SCATTER,
      cases: apart.map(({ before, after }) => {
        const { m, n, k, dtype } = before as TimedProductCase;
        return {
          shape: { m, n, k },
          dtype,
          kernel: before.kernel,
          kernels: { base: before.kernel, head: after.kernel },
          horizon: HORIZON,
        };
      }),
    };
    const compared = await this.app.compareInterleaved(request, {
      signal: this.#abort.signal,
      log: (text) => {
        this.progress = text.trim();
      },
      onSession: (comparison) => {
        this.comparison = comparison;
      },
    });
    this.running = false;
    if (compared.ok) this.comparison = compared.value;
    else this.problem = compared.error.message;
  }

  readonly #stop = (): void => {
    this.#abort.abort();
  };

  readonly #save = (): void => {
    if (this.comparison === null) return;
    download(
      `comparison-${this.earlierName}-${this.laterName}.json`,
      'application/json',
      serialiseComparison(this.comparison),
    );
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-interleaved-rerun': RrInterleavedRerun;
  }
}
