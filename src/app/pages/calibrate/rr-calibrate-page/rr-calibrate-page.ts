import { SignalWatcher } from '@lit-labs/signals';
import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount, formatNumber } from '../../../../base/format.ts';
import { calibrate } from '../../../../calibrate/calibrate.ts';
import { timingsFromMeasurement } from '../../../../calibrate/from-measurement.ts';
import type { Problem, Result } from '../../../../base/result.ts';
import type { Calibration } from '../../../../records/calibration.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import { fitChart, residualChart } from '../../../charts/calibration-charts.ts';
import '../../../charts/rr-forest-plot/rr-forest-plot.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import type { Headline } from '../../../controls/rr-headline/rr-headline.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { warningList } from '../../../controls/warnings.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { measureTabs, tabStyles } from '../../measure/measure-tabs.ts';
import { parameterRows } from '../parameter-rows.ts';

/** The id follows from the run, so that fitting a run again replaces its fit. */
const fit = (run: Measurement): Result<Calibration, Problem[]> => {
  // Fitting is always shown, also for software; whether a plan may stand on it is decided at "use for planning".
  const prepared = timingsFromMeasurement(run, {
    id: `fit-${run.id}`.slice(0, 64),
    createdAt: run.createdAt,
    force: true,
  });
  return prepared.ok ? calibrate(prepared.value.timings, prepared.value.options) : prepared;
};

/**
 * @summary From measured products to a throughput model: how well it fits, and how far to trust it.
 */
@customElement('rr-calibrate-page')
export class RrCalibratePage extends SignalWatcher(LitElement) {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    tabStyles,
    css`
      .use {
        display: grid;
        gap: var(--space-3);
        justify-items: start;
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  /** The reader asked to plan with a software adapter's numbers and was told what that means. */
  @state() private asked = false;

  readonly #fit = new Task(this, {
    args: () => [this.app.measure.current.get()] as const,
    task: async ([run]) => {
      // The page is drawn before the fit takes the thread.
      await new Promise((resolve) => setTimeout(resolve));
      return run === null ? null : fit(run);
    },
  });

  override render(): TemplateResult {
    return html`<div class="page">
      ${measureTabs('Calibrate')}
      ${this.#fit.render({
        pending: () =>
          html`<h1>Calibrate</h1>
            <p class="quiet">Fitting the model to the measured products…</p>`,
        complete: (result) => (result === null ? this.#empty() : this.#result(result)),
        error: () =>
          html`<rr-notice kind="problem" heading="The fit failed">Reload the page and try again.</rr-notice>`,
      })}
    </div>`;
  }

  #empty(): TemplateResult {
    return html`<div class="use">
      <h1>Calibrate</h1>
      <p>
        A calibration explains measured matrix products with four parameters. There is no run yet: measure first, or
        plan with the published parameters.
      </p>
      <div class="buttons">
        <a class="button primary" href="#/measure">Measure this GPU</a
        ><a href="#/plan">Plan with published parameters</a>
      </div>
    </div>`;
  }

  #result(result: Result<Calibration, Problem[]>): TemplateResult {
    if (!result.ok) {
      return html`<h1>Calibrate</h1>
        <rr-notice kind="problem" heading="This run cannot be fitted">
          ${result.error.map(({ message }) => html`<p>${message}</p>`)}
        </rr-notice>`;
    }
    const calibration = result.value;
    return html`
      <div class="use">
        <h1>${calibration.name}</h1>
        ${this.#use(calibration)}
      </div>
      <rr-headline .items=${this.#headlines(calibration)}></rr-headline>
      ${warningList(calibration.warnings)}
      <section aria-label="Fit">
        <div class="columns">
          <rr-xy-chart .data=${fitChart(calibration)}></rr-xy-chart>
          <rr-xy-chart .data=${residualChart(calibration)}></rr-xy-chart>
        </div>
      </section>
      <section aria-labelledby="parameters">
        <h2 id="parameters">Parameters</h2>
        <rr-forest-plot
          caption="Time of a product = ((compute time / compute efficiency)^s + (memory time / memory efficiency)^s)^(1/s) + launch overhead"
          .rows=${parameterRows(calibration)}
        ></rr-forest-plot>
      </section>
    `;
  }

  #headlines({ holdoutError, fitError, n, software }: Calibration): Headline[] {
    const tier = software ? null : 'calibrated';
    const percent = (label: string, share: number, note: string): Headline => ({
      label,
      value: formatNumber(100 * share, 2),
      unit: '%',
      title: `${100 * share} %`,
      note,
      tier,
      href: null,
    });
    return [
      percent(
        'Error on held-out products',
        holdoutError.median,
        `median; nine in ten below ${formatNumber(100 * holdoutError.p90, 2)}\u00a0%`,
      ),
      percent(
        'Error on fitted products',
        fitError.median,
        `median; nine in ten below ${formatNumber(100 * fitError.p90, 2)}\u00a0%`,
      ),
      {
        label: 'Products',
        value: formatCount(n),
        unit: '',
        title: '',
        note: 'verified, measured in this run',
        tier: null,
        href: null,
      },
    ];
  }

  #use(calibration: Calibration): TemplateResult {
    const inUse = this.app.calibrations.inUse.get();
    if (inUse?.id === calibration.id) {
      return html`<div class="buttons">
        <span>The plan uses this calibration.</span>
        <button @click=${this.#usePublished}>Use published parameters again</button>
        <a href="#/plan">Go to the plan</a>
      </div>`;
    }
    const use = (): void => {
      void this.app.calibrations.use(calibration);
    };
    if (!calibration.software) return html`<button class="primary" @click=${use}>Use for planning</button>`;
    if (!this.asked) {
      return html`<button
        class="primary"
        @click=${() => {
          this.asked = true;
        }}
      >
        Use for planning
      </button>`;
    }
    return html`<rr-notice kind="warning" heading="Not used: this was measured on a software adapter">
      <p>
        A processor that plays a GPU says nothing about a GPU; a plan on its numbers is an exercise, not a plan. It
        would be labelled as such everywhere.
      </p>
      <div class="buttons">
        <button @click=${use}>Use it all the same</button>
        <button
          @click=${() => {
            this.asked = false;
          }}
        >
          Leave it
        </button>
      </div>
    </rr-notice>`;
  }

  readonly #usePublished = (): void => {
    this.asked = false;
    void this.app.calibrations.usePublished();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-calibrate-page': RrCalibratePage;
  }
}
