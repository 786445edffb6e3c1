import { entryAt } from '../../../../base/checked.ts';
import { css, html, LitElement, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../../../base/format.ts';
import { parseHourlyProfile } from '../../../../exchange/hourly-profile.ts';
import { hourlyLoad, relativeProfile } from '../../../../plan/demand/profile.ts';
import { loadShapes } from '../../../../plan/demand/shapes.ts';
import type { PhysicalScenario } from '../../../../records/scenario.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { ChoiceOption } from '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles, buttonStyles, inColumn } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';

const PROFILE = 'demand.hourlyProfile';
const SMOOTH = 'smooth';
const OWN = 'own';
/** Height of the drawing in pixels; its width is the number of hours, an hour a unit. */
const HEIGHT = 40;

const sameShape = (a: readonly number[], b: readonly number[]): boolean => {
  const [first, second] = [relativeProfile(a), relativeProfile(b)];
  return first.length === second.length && first.every((load, hour) => Math.abs(load - entryAt(second, hour)) < 1e-9);
};

/**
 * @summary The load over a day or a week: a shape to start from, or an own table pasted hour by hour.
 * @fires rr-field-edited - Carries the whole profile.
 */
@customElement('rr-day-profile')
export class RrDayProfile extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        ${inColumn(2)};
      }
      svg {
        display: block;
        width: 100%;
        height: ${HEIGHT}px;
        border-bottom: 1px solid var(--edge);
      }
      rect {
        fill: var(--series-1);
      }
      .quiet,
      summary {
        color: var(--ink-2);
        font: var(--text-12);
      }
      textarea {
        display: block;
        width: 100%;
        min-height: 96px;
        margin-block: var(--space-1);
        padding: var(--space-2);
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--ink);
        font: 12px/16px var(--font-mono);
      }
      .problem {
        color: var(--bad);
        font: var(--text-12);
      }
      @media print {
        details {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) scenario!: PhysicalScenario;
  /** What is wrong with the pasted table. */
  @state() private problems: readonly string[] = [];

  override render(): TemplateResult {
    const { hourlyProfile } = this.scenario.demand;
    const load = hourlyLoad(this.scenario.demand);
    const most = Math.max(...load);
    const known =
      hourlyProfile === null ? SMOOTH : loadShapes.find(({ hourly }) => sameShape(hourly, hourlyProfile))?.id;
    const options: ChoiceOption[] = [
      { value: SMOOTH, label: 'Smooth day with the peak above' },
      ...loadShapes.map(({ id, label }) => ({ value: id, label })),
      ...(known === undefined ? [{ value: OWN, label: `Own table of ${String(load.length)} hours` }] : []),
    ];
    return html`<rr-choice-field
        label="Hours"
        .options=${options}
        .value=${known ?? OWN}
        @rr-field-typed=${this.#chosen}
      ></rr-choice-field>
      <svg
        viewBox="0 0 ${load.length} ${HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label="Load by the hour, ${load.length === 24 ? 'a day' : 'a week'}: busiest hour ${formatNumber(most)} times the mean"
      >
        ${load.map((relative, hour) => this.#bar(relative, hour, most))}
      </svg>
      <p class="quiet">Busiest hour: ${formatNumber(most)} times the mean.</p>
      <details>
        <summary>Paste a table</summary>
        <textarea
          aria-label="Loads by the hour"
          placeholder="24 or 168 rows, one per hour: a number, or CSV with the load in the last column"
        ></textarea>
        ${this.problems.map((message) => html`<p class="problem" role="alert">${message}</p>`)}
        <button @click=${this.#paste}>Use this table</button>
      </details>`;
  }

  #bar(relative: number, hour: number, most: number): SVGTemplateResult {
    const height = most === 0 ? 0 : (relative / most) * HEIGHT;
    return svg`<rect x=${hour + 0.08} width="0.84" y=${HEIGHT - height} height=${height} />`;
  }

  #set(hourly: readonly number[] | null): void {
    this.problems = [];
    this.dispatchEvent(new FieldEditedEvent(PROFILE, '', { path: PROFILE, value: hourly }));
  }

  readonly #chosen = (event: FieldTypedEvent): void => {
    event.stopPropagation();
    if (event.text === OWN) return;
    this.#set(loadShapes.find(({ id }) => id === event.text)?.hourly ?? null);
  };

  readonly #paste = (): void => {
    const text = this.renderRoot.querySelector('textarea')?.value ?? '';
    const read = parseHourlyProfile(text);
    if (read.ok) this.#set(read.value);
    else this.problems = read.error.slice(0, 5).map(({ message }) => message);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-day-profile': RrDayProfile;
  }
}
