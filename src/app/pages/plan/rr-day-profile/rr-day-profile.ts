import { entryAt } from '../../../../base/checked.ts';
import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../../../base/format.ts';
import { parseHourlyProfile } from '../../../../exchange/hourly-profile.ts';
import { hourlyLoad, relativeProfile } from '../../../../plan/demand/profile.ts';
import { loadShapes, type LoadShape } from '../../../../plan/demand/shapes.ts';
import type { PhysicalScenario } from '../../../../records/scenario.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { ChoiceOption } from '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles, buttonStyles, hostInColumn } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';

const NO_TABLE = 'none';
const OWN = 'own';
/** Height of the drawing in pixels; its width is the number of hours, an hour a unit. */
const HEIGHT = 40;

interface HourlyTable {
  readonly path: string;
  readonly label: string;
  /** What is taken without a table. */
  readonly without: string;
  readonly shapes: readonly LoadShape[];
  readonly tableOf: (scenario: PhysicalScenario) => readonly number[] | null;
  /** Over the mean; null where no hour differs from another. */
  readonly relative: (scenario: PhysicalScenario) => readonly number[] | null;
  /** What its largest hour is called. */
  readonly largest: string;
  /** What it is a table of. */
  readonly pasted: string;
  readonly paste: string;
}

/** Tables by the hour that a scenario may have. */
const TABLES = {
  load: {
    path: 'demand.hourlyProfile',
    label: 'Hours',
    without: 'Smooth day with the peak above',
    shapes: loadShapes,
    tableOf: ({ demand }) => demand.hourlyProfile,
    relative: ({ demand }) => hourlyLoad(demand),
    largest: 'Busiest hour',
    pasted: 'Loads',
    paste: 'Paste a table',
  },
  carbon: {
    path: 'carbon.hourlyProfile',
    label: 'Grid carbon by the hour',
    without: 'The same in every hour',
    shapes: [],
    tableOf: ({ carbon }) => carbon.hourlyProfile,
    relative: ({ carbon }) => (carbon.hourlyProfile === null ? null : relativeProfile(carbon.hourlyProfile)),
    largest: 'Most carbon in an hour',
    pasted: 'Grid carbon',
    paste: 'Paste its hours',
  },
} as const satisfies Readonly<Record<string, HourlyTable>>;

const sameShape = (a: readonly number[], b: readonly number[]): boolean => {
  const [first, second] = [relativeProfile(a), relativeProfile(b)];
  return first.length === second.length && first.every((load, hour) => Math.abs(load - entryAt(second, hour)) < 1e-9);
};

/**
 * @summary Load or grid carbon over a day or a week: a shape to start from, or an own table pasted hour by hour.
 * @fires rr-field-edited - Carries the whole profile.
 */
@customElement('rr-day-profile')
export class RrDayProfile extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    hostInColumn(2),
    css`
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
  /** What the table is of. */
  @property() of: keyof typeof TABLES = 'load';
  /** What is wrong with the pasted table. */
  @state() private problems: readonly string[] = [];

  get #table(): HourlyTable {
    return TABLES[this.of];
  }

  override render(): TemplateResult {
    const { label, without, shapes, pasted, paste } = this.#table;
    const own = this.#table.tableOf(this.scenario);
    const known = own === null ? NO_TABLE : shapes.find(({ hourly }) => sameShape(hourly, own))?.id;
    const options: ChoiceOption[] = [
      { value: NO_TABLE, label: without },
      ...shapes.map(({ id, label: name }) => ({ value: id, label: name })),
      ...(own === null || known !== undefined
        ? []
        : [{ value: OWN, label: `Own table of ${String(own.length)} hours` }]),
    ];
    return html`<rr-choice-field
        label=${label}
        .options=${options}
        .value=${known ?? OWN}
        @rr-field-typed=${this.#chosen}
      ></rr-choice-field>
      ${this.#drawing()}
      <details>
        <summary>${paste}</summary>
        <textarea
          aria-label="${pasted} by the hour"
          placeholder="24 or 168 rows, one per hour: a number, or CSV with it in the last column"
        ></textarea>
        ${this.problems.map((message) => html`<p class="problem" role="alert">${message}</p>`)}
        <button @click=${this.#paste}>Use this table</button>
      </details>`;
  }

  #drawing(): TemplateResult | typeof nothing {
    const { largest, pasted } = this.#table;
    const hourly = this.#table.relative(this.scenario);
    if (hourly === null) return nothing;
    const most = Math.max(...hourly);
    const words = `${largest}: ${formatNumber(most)} times the mean`;
    return html`<svg
        viewBox="0 0 ${hourly.length} ${HEIGHT}"
        preserveAspectRatio="none"
        role="img"
        aria-label="${pasted} by the hour, ${hourly.length === 24 ? 'a day' : 'a week'}. ${words}"
      >
        ${hourly.map((relative, hour) => this.#bar(relative, hour, most))}
      </svg>
      <p class="quiet">${words}.</p>`;
  }

  #bar(relative: number, hour: number, most: number): SVGTemplateResult {
    const height = most === 0 ? 0 : (relative / most) * HEIGHT;
    return svg`<rect x=${hour + 0.08} width="0.84" y=${HEIGHT - height} height=${height} />`;
  }

  #set(hourly: readonly number[] | null): void {
    this.problems = [];
    const { path } = this.#table;
    this.dispatchEvent(new FieldEditedEvent(path, '', { path, value: hourly }));
  }

  readonly #chosen = (event: FieldTypedEvent): void => {
    event.stopPropagation();
    if (event.text === OWN) return;
    this.#set(this.#table.shapes.find(({ id }) => id === event.text)?.hourly ?? null);
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
