import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, percentText, quantityText } from '../../../../base/format.ts';
import type { PlacedRack } from '../../../../racks/device.ts';
import { tripWords } from '../../../../racks/power/breaker.ts';
import { feedBreakerW, feedUsableW } from '../../../../racks/power/feed.ts';
import type { PoweredCount } from '../../../../racks/power/powered-device.ts';
import type { FeedLoad, RackPower, RackSupply, SupplyState } from '../../../../racks/power/rack-power.ts';
import type { LoadBar } from '../../../charts/rr-load-bars/rr-load-bars.ts';
import '../../../charts/rr-load-bars/rr-load-bars.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { numeric, table, type Content } from '../../../controls/table.ts';
import { baseStyles, pageStyles, tableStyles } from '../../../styles/shared.ts';
import { rackKinds, type RackKind } from '../rack-numbers.ts';

/** Rows of the table: more kinds of racks than a reader compares. */
const MOST_ROWS = 24;

const LINES = ['L1', 'L2', 'L3'] as const;

const verdictWords = ({ verdict, trip }: FeedLoad): string => {
  switch (verdict) {
    case null:
      return 'depends on what is unattributed';
    case 'ok':
      return 'ok';
    case 'over':
      return 'over its continuous rating';
    case 'trips':
      return trip === null || trip.latestS === null
        ? 'may trip, after hours or not at all'
        : `trips ${tripWords(trip)}`;
  }
};

/** The most loaded feed of a state. */
const worstOf = ({ feeds }: SupplyState): FeedLoad | null =>
  feeds.reduce<FeedLoad | null>(
    (worst, feed) => (feed.breakerShare > (worst?.breakerShare ?? -1) ? feed : worst),
    null,
  );

const names = (devices: readonly PoweredCount[]): string => {
  const counts = new Map<string, number>();
  for (const { device, count } of devices) counts.set(device.name, (counts.get(device.name) ?? 0) + count);
  return [...counts].map(([name, count]) => `${formatCount(count)} × ${name}`).join(', ');
};

const lostWords = (lost: string | null): string => (lost === null ? 'Nothing lost' : `Feed ${lost} lost`);

/**
 * @summary What hangs on each feed, line and bank of a rack, with nothing lost and with each feed lost, against ratings.
 */
@customElement('rr-rack-power')
export class RrRackPower extends LitElement {
  static override styles = [
    baseStyles,
    pageStyles,
    tableStyles,
    css`
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 200px), 1fr));
        gap: var(--space-3) var(--space-4);
      }
      .notes {
        display: grid;
        gap: var(--space-1);
      }
      .bad {
        color: var(--bad);
      }
      .warn {
        color: var(--warn);
      }
    `,
  ];

  @property({ attribute: false }) racks: readonly PlacedRack[] = [];
  /** By kind of racks. */
  @property({ attribute: false }) power: readonly RackPower[] = [];
  @property({ attribute: false }) supply!: RackSupply;
  /** Kind of racks that is shown; null for the most loaded one. */
  @state() private chosen: number | null = null;
  /** Feed that is lost; undefined for the worst loss. */
  @state() private lost: string | null | undefined = undefined;

  override render(): TemplateResult {
    const kinds = rackKinds(this.racks);
    const heaviest = this.power.reduce(
      (worst, { states }, index) => {
        const most = Math.max(
          0,
          ...states.flatMap(({ feeds }) => feeds.map(({ watts, mostWatts }) => mostWatts ?? watts)),
        );
        return most > worst.most ? { index, most } : worst;
      },
      { index: 0, most: -1 },
    ).index;
    const shown = this.chosen !== null && this.chosen < kinds.length ? this.chosen : heaviest;
    const [kind, power] = [kinds[shown], this.power[shown]];
    if (kind === undefined || power === undefined) return html`<p class="quiet">There is no rack.</p>`;
    const standing =
      power.states.find(({ lost }) => lost === this.lost) ??
      power.states.reduce((worst, own) =>
        (worstOf(own)?.breakerShare ?? 0) > (worstOf(worst)?.breakerShare ?? 0) ? own : worst,
      );
    return html`<section class="ruled" aria-labelledby="power">
      <div class="section-head">
        <h2 id="power">Power by feed and phase</h2>
        <span class="quiet small">${this.#supplyWords()}</span>
      </div>
      <div class="choices no-print">
        <rr-choice-field
          label="Rack"
          .value=${String(shown)}
          .options=${kinds.map(({ numbers }, index) => ({ value: String(index), label: numbers }))}
          @rr-field-typed=${(event: FieldTypedEvent) => {
            event.stopPropagation();
            this.chosen = Number(event.text);
          }}
        ></rr-choice-field>
        <rr-choice-field
          label="Supply"
          .value=${standing.lost ?? ''}
          .options=${power.states.map(({ lost }) => ({ value: lost ?? '', label: lostWords(lost) }))}
          @rr-field-typed=${(event: FieldTypedEvent) => {
            event.stopPropagation();
            this.lost = event.text === '' ? null : event.text;
          }}
        ></rr-choice-field>
      </div>
      <rr-load-bars .bars=${standing.feeds.flatMap((feed) => this.#bars(feed, power))}></rr-load-bars>
      ${this.#notes(kind, power, standing)} ${this.#table(kinds)}
    </section>`;
  }

  #supplyWords(): string {
    const { feeds, banks } = this.supply;
    const [feed] = feeds;
    if (feed === undefined) return '';
    const { voltageV, breakerA, continuousShare } = feed;
    const hang =
      banks === null
        ? 'loads alike on all phases'
        : banks.some(({ bank }) => bank.endsWith('-N'))
          ? 'cords from a line to neutral'
          : 'cords between two lines';
    const breaker = `${quantityText(breakerA, 'A')} at ${percentText(continuousShare)}`;
    return `${feeds.length === 1 ? 'one feed' : `${formatCount(feeds.length)} feeds`} of ${quantityText(voltageV, 'V')}, ${breaker}, ${hang}`;
  }

  #bars(load: FeedLoad, { unattributedW, withoutPower }: RackPower): readonly LoadBar[] {
    const feed = this.supply.feeds.find(({ name }) => name === load.feed);
    if (feed === undefined) throw new Error(`The rack has no feed ${load.feed}.`);
    const words = verdictWords(load);
    const whole: LoadBar = {
      label: `Feed ${load.feed}`,
      isPart: false,
      unit: 'W',
      load: load.watts,
      unattributed: withoutPower.length > 0 ? null : unattributedW,
      continuous: feedUsableW(feed),
      rating: feedBreakerW(feed),
      // By its lines where they are known: their bars say it.
      verdict: load.lineA === null ? load.verdict : 'ok',
      words: load.lineA === null ? words : '',
    };
    if (load.lineA === null) return [whole];
    const { lineA } = load;
    const fullest = LINES.reduce((worst, line) => (lineA[line] > lineA[worst] ? line : worst));
    const lines = LINES.map((line): LoadBar => {
      const isWorst = line === fullest;
      return {
        label: line,
        isPart: true,
        unit: 'A',
        load: lineA[line],
        unattributed: 0,
        continuous: feed.breakerA * feed.continuousShare,
        rating: feed.breakerA,
        verdict: isWorst ? load.verdict : lineA[line] > feed.breakerA * feed.continuousShare ? 'over' : 'ok',
        words: isWorst ? words : '',
      };
    });
    const banks = load.banks.flatMap(({ bank, currentA, usableA }): LoadBar[] =>
      usableA === null
        ? []
        : [
            {
              label: `Bank ${bank}`,
              isPart: true,
              unit: 'A',
              load: currentA,
              unattributed: 0,
              continuous: usableA,
              rating: null,
              verdict: currentA > usableA ? 'over' : 'ok',
              words: '',
            },
          ],
    );
    return [whole, ...lines, ...banks];
  }

  #notes({ numbers }: RackKind, power: RackPower, { lost, down, unknown }: SupplyState): TemplateResult {
    const { unattributedW, withoutPower, problems } = power;
    return html`<div class="notes">
      ${
        down.length === 0
          ? nothing
          : html`<p class="bad">
              ${lostWords(lost)} takes down ${names(down)}: their supplies need more feeds than are left.
            </p>`
      }
      ${
        unknown.length === 0
          ? nothing
          : html`<p class="warn">Whether ${names(unknown)} run on is not published; they are counted as running.</p>`
      }
      ${
        unattributedW === 0 && withoutPower.length === 0
          ? html`<p class="quiet">
              Nothing in ${numbers.toLowerCase()} is unattributed: every device hangs on a known feed and line.
            </p>`
          : html`<p class="warn">
              Unattributed in ${numbers.toLowerCase()}: ${this.#unattributed(power)}, on no known feed, since its
              supplies are not published. It is drawn dashed.
            </p>`
      }
      ${problems.map(({ message }) => html`<p class="warn">${message}</p>`)}
    </div>`;
  }

  #unattributed({ unattributedW, withoutPower }: RackPower): string {
    return [
      ...(unattributedW === 0 ? [] : [quantityText(unattributedW, 'W')]),
      ...(withoutPower.length === 0 ? [] : [`the power of ${names(withoutPower)}`]),
    ].join(' and ');
  }

  #table(kinds: readonly RackKind[]): TemplateResult {
    const rows = kinds.slice(0, MOST_ROWS).flatMap(({ numbers, placed }, index) =>
      (this.power[index]?.states ?? []).map((standing): { cells: Content[] } => {
        const worst = worstOf(standing);
        return {
          cells: [
            standing.lost === null ? numbers : html`<span class="visually-hidden">${numbers}</span>`,
            standing.lost === null ? formatCount(placed.count) : '',
            lostWords(standing.lost),
            standing.feeds.map(({ feed, watts }) => `${feed} ${quantityText(watts, 'W')}`).join(', '),
            worst === null
              ? ''
              : worst.lineA === null
                ? percentText(worst.usableShare, 3)
                : `${LINES.map((line) => quantityText(worst.lineA?.[line] ?? 0, 'A')).join(' · ')}`,
            worst === null ? 'dark' : verdictWords(worst),
            standing.down.length === 0 ? '' : names(standing.down),
          ],
        };
      }),
    );
    const hidden = kinds.length - MOST_ROWS;
    return html`<details>
      <summary>All racks, with each feed lost</summary>
      ${table({
        label: 'Table of feeds',
        columns: [
          'Racks',
          numeric('Count'),
          'Supply',
          'Feeds',
          'Lines of the fullest feed',
          'Its verdict',
          'Goes down',
        ],
        rows,
      })}
      ${hidden > 0 ? html`<p class="quiet">${formatCount(hidden)} more kinds of racks are not in this table.</p>` : nothing}
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-rack-power': RrRackPower;
  }
}
