import { entryAt } from '../../base/checked.ts';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { changeText, dateTimeText, formatNumber } from '../../base/format.ts';
import type { Comparison } from '../../records/comparison.ts';
import { historiesOf } from '../../regression/history.ts';
import { lackText, type JudgedCase, type Outlook, type WorstVerdict } from '../../regression/judge.ts';
import { judgeMachines, type CaseOnMachines, type JudgedMachine } from '../../regression/machines.ts';
import type { ReportData } from '../../regression/report-data.ts';
import { questionText, sideText } from '../../regression/unlike.ts';
import { historyChart } from '../charts/history-chart.ts';
import '../charts/rr-interval-plot/rr-interval-plot.ts';
import '../charts/rr-xy-chart/rr-xy-chart.ts';
import '../controls/rr-notice/rr-notice.ts';
import { numeric, table } from '../controls/table.ts';
import { download } from '../pages/download.ts';
import { saveChart } from '../shell/save-chart.ts';
import { baseStyles, buttonStyles, pageStyles, tableStyles } from '../styles/shared.ts';
import { comparedText, sessionsChart } from './report-charts.ts';

const SYMBOLS: Readonly<Record<WorstVerdict, string>> = {
  invalid: '✕',
  failed: '✕',
  regressed: '▼',
  undecided: '?',
  unchanged: '=',
  improved: '▲',
};

const SENTENCES: Readonly<Record<WorstVerdict, string>> = {
  invalid: 'This run proves nothing: its own control did not hold.',
  failed: 'A case could not be timed.',
  regressed: 'Something became slower by more than its horizon.',
  undecided: 'Not enough was timed to tell.',
  unchanged: 'Nothing moved beyond its horizon.',
  improved: 'Something became faster, and nothing slower.',
};

const change = (ratio: number | null): string => (ratio === null ? '–' : changeText(ratio));
const range = (interval: readonly [number, number] | null): string =>
  interval === null ? 'not bounded yet' : `${change(interval[0])} to ${change(interval[1])}`;

const rawPairs = ({ cases }: Comparison): string =>
  [
    'case,session,draw,pair,head_first,base_ms,head_ms',
    ...cases.flatMap(({ id, sessions }) =>
      sessions.flatMap(({ draws }, session) =>
        draws.flatMap(({ pairs }, draw) =>
          pairs.map(
            ({ headFirst, baseMs, headMs }, pair) =>
              `${id},${String(session + 1)},${String(draw + 1)},${String(pair + 1)},${headFirst ? '1' : '0'},${String(baseMs)},${String(headMs)}`,
          ),
        ),
      ),
    ),
  ].join('\n');

/**
 * @summary A comparison of two builds as one page: verdicts, intervals, raw pairs, environment, warnings, history.
 */
@customElement('rr-comparison-report')
export class RrComparisonReport extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    pageStyles,
    css`
      .page {
        margin: 0 auto;
      }
      .worst {
        font: var(--text-32);
        font-weight: var(--strong);
      }
      .regressed,
      .failed,
      .invalid {
        color: var(--bad);
      }
      .improved {
        color: var(--good);
      }
      .undecided {
        color: var(--warn);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--space-1) var(--space-4);
      }
      dt {
        color: var(--ink-2);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .verdict {
        white-space: nowrap;
      }
      .remark {
        min-width: 220px;
      }
      @media screen and (max-width: 719.98px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
        dt {
          padding-top: var(--space-1);
        }
      }
    `,
  ];

  @property({ attribute: false }) data!: ReportData;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('rr-chart-export', this.#save);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('rr-chart-export', this.#save);
  }

  readonly #save = (event: HTMLElementEventMap['rr-chart-export']): void => {
    void saveChart(event.chart, event.format);
  };

  override render(): TemplateResult {
    const { comparisons, outlooks, notes, series } = this.data;
    const { machines, cases, worst } = judgeMachines(comparisons);
    const [first] = comparisons;
    return html`<main class="page">
      <header>
        <h1>${first === undefined ? 'Nothing was compared' : questionText(first)}</h1>
        <p class="worst ${worst}">${SYMBOLS[worst]} ${worst}</p>
        <p>${SENTENCES[worst]}</p>
      </header>
      ${notes.map((note) => html`<rr-notice kind="note"><p>${note}</p></rr-notice>`)}
      ${machines.length > 1 ? this.#overMachines(cases, comparisons) : nothing}
      ${machines.map((machine, i) => this.#machine(machine, outlooks[i] ?? [], machines.length > 1))}
      ${
        series.length === 0
          ? nothing
          : html`<section aria-labelledby="history">
              <h2 id="history">History</h2>
              ${historiesOf(series).map((history) => html`<rr-xy-chart .data=${historyChart(history)}></rr-xy-chart>`)}
            </section>`
      }
    </main>`;
  }

  #overMachines(cases: readonly CaseOnMachines[], comparisons: readonly Comparison[]): TemplateResult {
    const names = new Map(
      comparisons.flatMap((comparison) => comparison.cases.map((compared) => [compared.id, comparedText(compared)])),
    );
    return html`<section aria-labelledby="machines">
      <h2 id="machines">Over all machines</h2>
      ${table({
        label: 'Table of cases over all machines',
        cards: true,
        columns: [
          'Case',
          numeric('Machines', 'Machines'),
          numeric('Change', 'Change'),
          numeric('95 % interval', '95 % interval'),
          numeric('Differs by', 'Differs by'),
          { head: 'Regressed on', card: 'Regressed on' },
        ],
        rows: cases.map(({ id, machines, pooled, regressedOn, verdict }) => [
          names.get(id) ?? id,
          String(machines),
          change(pooled?.ratio ?? null),
          pooled === null ? 'one machine only' : range(pooled.ci95),
          pooled === null ? '–' : `${(100 * pooled.tau).toFixed(1)} %`,
          regressedOn.length > 0
            ? { content: regressedOn.join('; '), class: 'regressed' }
            : { content: `none: ${verdict}` },
        ]),
      })}
      <p class="quiet small">
        Ratios of machines are combined as random effects (DerSimonian and Laird, interval of Hartung and Knapp); times
        of two machines are never put together.
      </p>
    </section>`;
  }

  #machine(
    { machineClass, comparison, judgement }: JudgedMachine,
    outlooks: readonly Outlook[],
    several: boolean,
  ): TemplateResult {
    const { cases, control, bundle } = judgement;
    const warnings = [...(bundle === null ? [] : [bundle]), ...comparison.warnings];
    return html`
      ${several ? html`<h2>${machineClass}: ${comparison.machine.name}</h2>` : nothing}
      ${
        control.failure === null
          ? nothing
          : html`<rr-notice kind="problem" heading="This run proves nothing"><p>${control.failure}</p></rr-notice>`
      }
      ${
        warnings.length === 0
          ? nothing
          : html`<rr-notice kind="warning" heading="Mind this">
              ${warnings.map((warning) => html`<p>${warning}</p>`)}
            </rr-notice>`
      }
      <section>
        ${several ? nothing : html`<h2>Verdicts</h2>`} ${this.#verdicts(comparison, cases, outlooks)}
        <rr-interval-plot
          caption="Change of time with its 95 % interval; the bar is the horizon"
          .rows=${cases.map(({ medianRatio, ci95, horizon, verdict }, i) => ({
            label: comparedText(entryAt(comparison.cases, i)),
            value: medianRatio === null ? null : 100 * (medianRatio - 1),
            interval: ci95 === null ? null : ([100 * (ci95[0] - 1), 100 * (ci95[1] - 1)] as const),
            horizon: 100 * horizon,
            verdict,
          }))}
        ></rr-interval-plot>
      </section>
      <section>
        <h3>Control</h3>
        <p>
          The base against itself is ${control.equal.verdict} (${range(control.equal.ci95)}, ${control.equal.sessions}
          sessions). A planted slowdown of ${change(1 + control.slowed.planted)}
          ${control.slowed.seen ? 'was seen' : 'was not seen'} as ${change(control.slowed.medianRatio)}. The side that
          runs second takes ${change(control.equal.orderEffect)}. Control and counter-control took
          ${formatNumber(control.seconds)} s.
        </p>
      </section>
      <section>
        <div class="section-head">
          <h3>Sessions and draws</h3>
          <button
            @click=${() => {
              download(`pairs-${comparison.id}.csv`, 'text/csv', rawPairs(comparison));
            }}
          >
            Save all pairs as CSV
          </button>
        </div>
        ${comparison.cases.map((compared, i) =>
          compared.sessions.length === 0
            ? nothing
            : html`<rr-xy-chart .data=${sessionsChart(compared, entryAt(cases, i))}></rr-xy-chart>`,
        )}
      </section>
      <section>
        <h3>Environment</h3>
        ${this.#environment(comparison)}
      </section>
    `;
  }

  #verdicts(comparison: Comparison, cases: readonly JudgedCase[], outlooks: readonly Outlook[]): TemplateResult {
    return table({
      label: 'Table of verdicts',
      cards: true,
      columns: [
        'Case',
        'Verdict',
        numeric('Change', 'Change'),
        numeric('95 % interval', '95 % interval'),
        numeric('Horizon', 'Horizon'),
        numeric('Base', 'Base'),
        numeric('Second slot', 'Second slot'),
        numeric('Sessions', 'Sessions'),
        { head: 'Remarks', card: 'Remarks' },
      ],
      rows: cases.map((judged, i) => {
        const { verdict, medianRatio, ci95, horizon, baseMs, orderEffect, sessions, quarantine, kernels } = judged;
        return [
          html`${comparedText(entryAt(comparison.cases, i))}
            <span class="quiet"
              >${kernels.base === kernels.head ? kernels.head : `${kernels.base} → ${kernels.head}`}</span
            >`,
          quarantine === null
            ? { content: `${SYMBOLS[verdict]} ${verdict}`, class: `verdict ${verdict}` }
            : 'in quarantine',
          change(medianRatio),
          range(ci95),
          `±${(100 * horizon).toFixed(1)} %`,
          baseMs === null ? '–' : `${formatNumber(baseMs)} ms`,
          change(orderEffect),
          String(sessions),
          { content: this.#remarks(judged, outlooks[i]), class: 'remark' },
        ];
      }),
    });
  }

  #remarks({ verdict, failure, quarantine, differences, remarks }: JudgedCase, outlook: Outlook | undefined): string {
    if (failure !== null) return failure;
    if (quarantine !== null) return quarantine;
    const visible =
      outlook === undefined || outlook.smallestVisible === null
        ? 'nothing below a doubling would have been seen'
        : `would have seen ${change(1 + outlook.smallestVisible)}`;
    const parts = [
      ...(verdict === 'undecided' && outlook !== undefined
        ? [
            lackText(outlook),
            ...(outlook.horizonMet === null ? [] : [`unchanged within ±${(100 * outlook.horizonMet).toFixed(1)} %`]),
          ]
        : []),
      ...(verdict === 'undecided' || verdict === 'unchanged' ? [visible] : []),
      ...differences,
      ...remarks,
    ];
    return parts.join('; ') || '–';
  }

  #environment({
    adapter,
    browser,
    machine,
    clock,
    roofs,
    bundleBytes,
    base,
    head,
    seed,
    createdAt,
    runs,
  }: Comparison): TemplateResult {
    const loads = (values: readonly number[]): string =>
      values.length === 0 ? 'unknown' : values.map((load) => load.toFixed(1)).join(', ');
    const bytes = (value: number | null): string =>
      value === null ? 'not weighed' : `${formatNumber(value / 1000)} kB`;
    const rows: readonly (readonly [string, string])[] = [
      ['Base', `${sideText(base)}, ${bytes(bundleBytes.base)} of script and style`],
      ['Head', `${sideText(head)}, ${bytes(bundleBytes.head)} of script and style`],
      [
        'Adapter',
        `${[adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(', ')}${adapter.software ? ' (software: a CPU that plays a GPU)' : ''}`,
      ],
      [
        'Browser',
        `${browser.name} ${browser.version}${browser.headless ? ', headless' : ''}${browser.remote ? ', on another machine' : ''}`,
      ],
      ['Flags', browser.flags.join(' ') || 'none known'],
      ['Machine', `${machine.name}, ${machine.platform}, ${String(machine.cores)} cores`],
      ['Load', `before ${loads(machine.loadBefore)}; after ${loads(machine.loadAfter)}`],
      [
        'Clock',
        `wall${clock.crossOriginIsolated === null ? '' : clock.crossOriginIsolated ? ', cross-origin isolated' : ', not cross-origin isolated'}`,
      ],
      [
        'Roofs',
        roofs === null
          ? 'not measured'
          : `${formatNumber(roofs.fmaGflops ?? NaN)} GFLOP/s, read ${formatNumber(roofs.readGBps ?? NaN)} GB/s, copy ${formatNumber(roofs.copyGBps ?? NaN)} GB/s`,
      ],
      ['Seed', String(seed)],
      ['Begun', dateTimeText(createdAt)],
      ['Runs', runs.join(', ')],
    ];
    return html`<dl>
      ${rows.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-comparison-report': RrComparisonReport;
  }
}
