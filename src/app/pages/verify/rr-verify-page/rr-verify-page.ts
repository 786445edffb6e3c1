import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount } from '../../../../base/format.ts';
import { hasWords } from '../../../../base/has-words.ts';
import { csv } from '../../../../exchange/csv.ts';
import type { Verdict, VerifiedCase } from '../../../../verify/case.ts';
import { errata, figureText, type Erratum } from '../../../../verify/errata.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { numeric, table, type Row } from '../../../controls/table.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, pageStyles, tableStyles, textBox } from '../../../styles/shared.ts';
import { copyText } from '../../clipboard.ts';
import { download } from '../../download.ts';

/** Rows drawn at first: what is looked for is found by its words, and all are there at a press or on paper. */
const ROWS_AT_FIRST = 40;

const VERDICTS: readonly Verdict[] = ['agrees', 'print is wrong', 'recorded', 'does not agree'];

/** The page of an address that may say more than that. */
const webOf = (address: string | null): string | null => /https?:\/\/\S+/.exec(address ?? '')?.[0] ?? null;

/**
 * @summary Every published case: printed, computed, difference, who says so, verdict; what is wrong as paragraphs to copy.
 */
@customElement('rr-verify-page')
export class RrVerifyPage extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    pageStyles,
    css`
      .tools,
      .filter {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3) var(--space-6);
      }
      .tools {
        justify-content: space-between;
      }
      .filter {
        min-width: 0;
      }
      input,
      select {
        min-width: 0;
        max-width: 100%;
        ${textBox};
      }
      /* A share of its own row would count for nothing while the row is laid out: the button beside it would wrap. */
      input[type='search'] {
        width: 320px;
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        color: var(--ink-2);
      }
      .cases {
        min-height: 480px;
      }
      .cases details > summary {
        width: auto;
        color: inherit;
      }
      .detail {
        display: grid;
        gap: var(--space-1);
        max-width: var(--line-length);
        /* Takes the width of its column, and gives it none. */
        width: 0;
        min-width: 100%;
        padding: var(--space-1) 0 var(--space-2) var(--space-4);
        white-space: normal;
      }
      .detail code {
        overflow-wrap: anywhere;
        white-space: normal;
      }
      tbody th {
        min-width: 260px;
      }
      td.words {
        min-width: 280px;
        white-space: normal;
        font: var(--text-12);
      }
      .wrong {
        color: var(--warn);
        font-weight: var(--strong);
      }
      .bad {
        color: var(--bad);
        font-weight: var(--strong);
      }
      .errata {
        display: grid;
        gap: var(--space-4);
      }
      .errata li {
        display: grid;
        justify-items: start;
        gap: var(--space-1);
      }
      .errata p {
        overflow-wrap: anywhere;
      }
      .target > * {
        background: var(--accent-soft);
      }
      @media screen and (max-width: 719.98px) {
        tbody th {
          min-width: 0;
        }
      }
      /* On paper everything is open. */
      @media print {
        tbody th,
        td.words {
          min-width: 0;
          overflow-wrap: anywhere;
        }
        details::details-content {
          display: block;
          content-visibility: visible;
        }
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private wanted = '';
  @state() private verdict: Verdict | '' = '';
  @state() private all = false;
  @state() private copied = '';
  /** Erratum that could not be copied. */
  @state() private refusedCopy = '';
  /** The case of the address that was last scrolled to. */
  #shown = '';

  readonly #cases = new Task(this, {
    args: () => [this.app.compute] as const,
    task: ([compute], { signal }) => compute.run('verify', null, { signal }),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('beforeprint', this.#showAll);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('beforeprint', this.#showAll);
  }

  override render(): TemplateResult {
    return html`<div class="page">
      <h1>Verify</h1>
      <p>
        Every published figure that this product knows, computed again: where the 30,000 A100s for ChatGPT come from,
        what training GPT-3 cost, and who says so. A row opens to its arithmetic.
      </p>
      ${this.#cases.render({
        pending: () =>
          html`<div class="cases"><p class="quiet" role="status">Computing every published case again…</p></div>`,
        error: (cause) =>
          html`<rr-notice kind="problem" heading="The cases could not be computed">
            <p>${cause instanceof Error ? cause.message : String(cause)}</p>
            <p>That is a fault of this program; loading the page again may help.</p>
            <button @click=${() => void this.#cases.run()}>Try again</button>
          </rr-notice>`,
        complete: (cases) => this.#complete(cases),
      })}
    </div>`;
  }

  #complete(cases: readonly VerifiedCase[]): TemplateResult {
    const found = cases.filter((verified) => this.#isWanted(verified));
    const linkedCase = this.#linkedCase();
    const shown = this.all ? found : found.filter(({ id }, index) => index < ROWS_AT_FIRST || id === linkedCase);
    const broken = cases.filter(({ verdict }) => verdict === 'does not agree');
    const wrong = errata(cases);
    return html`${
        broken.length === 0
          ? nothing
          : html`<rr-notice kind="problem" heading="${formatCount(broken.length)} no longer agree">
              ${broken.map(({ label }) => html`<p>${label}</p>`)}
            </rr-notice>`
      }
      <section aria-labelledby="cases">
        <div class="tools">
          <h2 id="cases">${formatCount(cases.length)} cases</h2>
          <div class="filter no-print">
            <input
              type="search"
              aria-label="Find a case"
              placeholder="Find: GPT-3, Epoch, energy…"
              .value=${this.wanted}
              @input=${(event: InputEvent) => {
                this.wanted = (event.target as HTMLInputElement).value;
              }}
            />
            <label
              >Verdict
              <select
                @change=${(event: Event) => {
                  this.verdict = (event.target as HTMLSelectElement).value as Verdict | '';
                }}
              >
                <option value="">all</option>
                ${VERDICTS.map(
                  (verdict) =>
                    html`<option .value=${verdict}>
                      ${verdict} (${formatCount(cases.filter((verified) => verified.verdict === verdict).length)})
                    </option>`,
                )}
              </select>
            </label>
            <button
              @click=${() => {
                this.#export(found);
              }}
            >
              Export CSV
            </button>
          </div>
        </div>
        <p class="quiet small" role="status">
          ${found.length === cases.length ? '' : `${formatCount(found.length)} of ${formatCount(cases.length)} found.`}
          ${shown.length === found.length ? '' : `The first ${formatCount(ROWS_AT_FIRST)} are shown.`}
        </p>
        <div class="cases">
          ${
            shown.length === 0
              ? html`<p class="quiet">
                  No case has “${this.wanted}”${this.verdict === '' ? '' : ` with the verdict “${this.verdict}”`}.
                  <button
                    class="plain"
                    @click=${() => {
                      this.wanted = '';
                      this.verdict = '';
                    }}
                  >
                    Find any
                  </button>
                </p>`
              : this.#table(shown)
          }
          ${
            shown.length === found.length
              ? nothing
              : html`<button class="no-print" @click=${this.#showAll}>Show all ${formatCount(found.length)}</button>`
          }
        </div>
      </section>
      ${this.#errata(wrong)}`;
  }

  #table(cases: readonly VerifiedCase[]): TemplateResult {
    return table({
      label: 'Table of published cases',
      cards: true,
      columns: [
        'Case',
        { head: 'Verdict' },
        numeric('Printed', 'Printed'),
        numeric('Computed', 'Computed'),
        numeric('Difference', 'Difference'),
        { head: 'Source', card: 'Source' },
      ],
      rows: cases.map((verified) => this.#row(verified)),
    });
  }

  #row(verified: VerifiedCase): Row {
    const { id, label, unit, printed, computed, differencePercent, verdict, explanation, arithmetic, citation } =
      verified;
    const open = this.#linkedCase() === id;
    const web = webOf(citation.address);
    return {
      class: open ? 'target' : '',
      cells: [
        html`<details data-case=${id} ?open=${open}>
          <summary>${label}</summary>
          <div class="detail">
            ${arithmetic === '' || computed === null ? nothing : html`<code>${arithmetic} = ${figureText(computed)} ${unit}</code>`}
            ${explanation === null ? nothing : html`<p>${explanation}</p>`}
            <p class="quiet small">${verified.source}</p>
            <code class="quiet">${id}</code>
          </div>
        </details>`,
        {
          content: verdict,
          class: verdict === 'print is wrong' ? 'wrong' : verdict === 'does not agree' ? 'bad' : '',
        },
        html`${figureText(printed)} <span class="unit">${unit}</span>`,
        computed === null ? '–' : html`${figureText(computed)} <span class="unit">${unit}</span>`,
        differencePercent === null ? '–' : `${signed(differencePercent)} %`,
        {
          content: html`${citation.author}, “${citation.title}”, ${citation.date ?? 'no date kept'},
          ${web === null ? (citation.address ?? 'no address kept') : html`<a href=${web} rel="noreferrer" target="_blank">address</a>`}`,
          class: 'words',
        },
      ],
    };
  }

  #errata(all: readonly Erratum[]): TemplateResult {
    return html`<section class="ruled" aria-labelledby="errata">
      <div class="tools">
        <h2 id="errata">${formatCount(all.length)} errata</h2>
        <button
          class="no-print"
          @click=${() => void this.#copy('all', all.map(({ paragraph }) => paragraph).join('\n\n'))}
        >
          ${this.copied === 'all' ? 'Copied' : 'Copy all'}
        </button>
      </div>
      ${this.refusedCopy === 'all' ? html`<p role="status">The browser does not let this page copy; select the text below.</p>` : nothing}
      <ul class="errata">
        ${all.map(
          ({ id, title, paragraph }) =>
            html`<li>
              <h3>${title}</h3>
              <p>${paragraph}</p>
              <button
                class="plain no-print"
                aria-label="Copy the erratum: ${title}"
                @click=${() => void this.#copy(id, paragraph)}
              >
                ${this.copied === id ? 'Copied' : 'Copy'}
              </button>
              ${this.refusedCopy === id ? html`<p role="status">The browser does not let this page copy; select the text above.</p>` : nothing}
            </li>`,
        )}
      </ul>
    </section>`;
  }

  #isWanted({ id, label, source, verdict }: VerifiedCase): boolean {
    if (this.verdict !== '' && verdict !== this.verdict) return false;
    return hasWords(`${id} ${label} ${source}`, this.wanted);
  }

  readonly #showAll = (): void => {
    this.all = true;
  };

  #linkedCase(): string {
    return this.app.router.location.get().query['case'] ?? '';
  }

  /** The case that the address names is shown where it stands. */
  protected override updated(): void {
    const linkedCase = this.#linkedCase();
    if (linkedCase === '' || linkedCase === this.#shown) return;
    const row = this.renderRoot.querySelector<HTMLDetailsElement>(`[data-case="${CSS.escape(linkedCase)}"]`);
    if (row === null) return;
    this.#shown = linkedCase;
    row.open = true;
    row.scrollIntoView({ block: 'center' });
    row.querySelector('summary')?.focus({ preventScroll: true });
  }

  #export(cases: readonly VerifiedCase[]): void {
    const head = [
      'id',
      'label',
      'printed',
      'computed',
      'difference',
      'unit',
      'verdict',
      'explanation',
      'arithmetic',
      'source',
    ];
    const rows = cases.map((verified) => [
      verified.id,
      verified.label,
      verified.printed,
      verified.computed,
      verified.difference,
      verified.unit,
      verified.verdict,
      verified.explanation,
      verified.arithmetic,
      verified.source,
    ]);
    download('verified-cases.csv', 'text/csv', csv(head, rows));
  }

  /** Where the clipboard is refused the text stands there to be selected. */
  async #copy(id: string, text: string): Promise<void> {
    const copied = await copyText(text);
    if (copied) this.copied = id;
    this.refusedCopy = copied ? '' : id;
  }
}

const signed = (percent: number): string => {
  const rounded = Number(percent.toPrecision(3));
  return Math.abs(rounded) < 0.005 ? '0' : `${rounded > 0 ? '+' : '−'}${figureText(Math.abs(rounded))}`;
};

declare global {
  interface HTMLElementTagNameMap {
    'rr-verify-page': RrVerifyPage;
  }
}
