import { html } from 'lit';
import { TIERS } from '../../../records/tier.ts';
import type { ChoiceOption } from '../../controls/rr-choice-field/rr-choice-field.ts';
import type { Headline } from '../../controls/rr-headline/rr-headline.ts';
import '../../controls/rr-choice-field/rr-choice-field.ts';
import '../../controls/rr-headline/rr-headline.ts';
import '../../controls/rr-list-table/rr-list-table.ts';
import type { ListColumn, ListRow } from '../../controls/rr-list-table/rr-list-table.ts';
import '../../controls/rr-notice/rr-notice.ts';
import '../../controls/rr-number-field/rr-number-field.ts';
import '../../controls/rr-pick-field/rr-pick-field.ts';
import '../../controls/rr-radio-buttons/rr-radio-buttons.ts';
import '../../controls/rr-section/rr-section.ts';
import '../../controls/rr-tier/rr-tier.ts';
import { numeric, table, unnamed, type Row } from '../../controls/table.ts';
import { warningList } from '../../controls/warnings.ts';
import { NO_ENTRY, type Exhibit } from './exhibit.ts';

const ALWAYS_THERE = 'It shows one value of the scenario, and there always is one.';
const NOTICE_INSTEAD = 'Its page shows rr-notice in its place.';
const LONG_NAME =
  'Supercalifragilistic-GPU-Server-With-A-Name-That-No-Datasheet-Should-Have 8 × 141 GB (liquid cooled, half width)';

const options: readonly ChoiceOption[] = [
  { value: 'fp8', label: '8-bit floating point' },
  { value: 'fp16', label: '16-bit floating point' },
];
const manyOptions: readonly ChoiceOption[] = Array.from({ length: 40 }, (_, index) => ({
  value: String(index),
  label: `${String(index + 1)}. ${LONG_NAME}`,
}));

const servers: readonly ChoiceOption[] = [
  { value: 'a', label: '8 × A100 80GB SXM4 · DGX A100', group: 'A100 80GB SXM4', note: '6 U, 6.5 kW' },
  { value: 'b', label: '8 × H100 80GB SXM5 · DGX H100', group: 'H100 80GB SXM5', note: '8 U, 10.2 kW' },
];

const headline = (change: Partial<Headline> = {}): Headline => ({
  label: 'Servers',
  value: '262',
  unit: '',
  title: '262 servers of 8 accelerators',
  note: '12 servers spare',
  tier: 'published',
  href: '#rr-headline',
  ...change,
});

const columns = ['Server', numeric('Power', 'Power'), numeric('Cost per day', 'Cost per day'), 'Stands on'];
const rows: readonly Row[] = [
  { cells: [html`<a href="#table">DGX A100</a>`, '6.5 kW', '$1,870', 'published'] },
  { cells: [html`<a href="#table">DGX H100</a>`, '10.2 kW', '$3,410', 'calibrated'] },
];

const listColumns: readonly ListColumn[] = [
  { id: 'server', head: 'Server' },
  { id: 'power', ...numeric('Power, kW', 'Power, kW') },
  { id: 'cost', ...numeric('Cost per day, USD', 'Cost per day, USD') },
];
const listRow = (server: string, power: number, cost: number | null): ListRow => ({
  text: server,
  valueOf: (column) => ({ server, power, cost })[column],
  cells: () => [
    html`<a href="#rr-list-table">${server}</a>`,
    html`<a tabindex="-1" href="#rr-list-table">${power}</a>`,
    cost === null ? '–' : String(cost),
  ],
});
const listRows: readonly ListRow[] = [listRow('DGX A100', 6.5, 1870), listRow('DGX H100', 10.2, 3410)];

export const controlExhibits: readonly Exhibit[] = [
  {
    name: 'rr-choice-field',
    states: {
      usual: html`<rr-choice-field
          label="Number format"
          help="Of weights and activations."
          value="fp8"
          .options=${options}
        ></rr-choice-field>
        <p>
          Serve the load in
          <rr-choice-field inline label="Number format" value="fp16" .options=${options}></rr-choice-field>
          on every server.
        </p>`,
      empty: html`<rr-choice-field label="Own server" help="None is kept yet." .options=${[]}></rr-choice-field>`,
      loading: 'Its options are part of the program, or its page waits for them.',
      partial: ALWAYS_THERE,
      error: html`<rr-choice-field
        label="Number format"
        value="fp8"
        .options=${options}
        .problem=${'The A100 has no 8-bit floating point: choose 16-bit, or another accelerator.'}
      ></rr-choice-field>`,
      'too large': html`<rr-choice-field label="Server" value="39" .options=${manyOptions}></rr-choice-field>`,
      'refused entry': 'Nothing that is not among its options can be chosen.',
    },
  },
  {
    name: 'rr-pick-field',
    states: {
      usual: html`<rr-pick-field
          label="Server"
          value="b"
          help="Typing narrows the list."
          .options=${servers}
        ></rr-pick-field>
        <p>
          Serve it on <rr-pick-field inline label="Server" value="a" .options=${servers}></rr-pick-field> at night.
        </p>`,
      empty: html`<rr-pick-field label="Own server" help="None is kept yet." .options=${[]}></rr-pick-field>`,
      loading: 'Its options are part of the program, or its page waits for them.',
      partial: ALWAYS_THERE,
      error: html`<rr-pick-field
        label="Server"
        value="a"
        .options=${servers}
        .problem=${'Nobody published the power of this server: choose another, or add your own.'}
      ></rr-pick-field>`,
      'too large': html`<rr-pick-field label="Server" value="39" .options=${manyOptions}></rr-pick-field>`,
      'refused entry': 'What is typed only narrows the list; nothing else can be chosen.',
    },
  },
  {
    name: 'rr-radio-buttons',
    states: {
      usual: html`<rr-radio-buttons label="Number format" value="fp8" .options=${options}></rr-radio-buttons>`,
      empty: 'Its options are part of the program.',
      loading: 'Its options are part of the program.',
      partial: ALWAYS_THERE,
      error: 'Each of its options can be chosen.',
      'too large': html`<rr-radio-buttons
        label="Server"
        value="1"
        .options=${manyOptions.slice(0, 3)}
      ></rr-radio-buttons>`,
      'refused entry': 'Nothing that is not among its options can be chosen.',
    },
  },
  {
    name: 'rr-section',
    states: {
      usual: html`<rr-section
          open
          heading="How the load is carried"
          about="Latency as the load grows."
          .content=${() => html`<p>Drawn once it is seen.</p>`}
        ></rr-section>
        <rr-section heading="The same load on other servers" about="Cheapest first."></rr-section>`,
      empty: 'A page leaves out a section that it has nothing for.',
      loading: html`<rr-section
        open
        heading="Levers"
        about="What each would save."
        .load=${() => new Promise(() => undefined)}
      ></rr-section>`,
      partial: 'What is in it says so itself.',
      error: html`<rr-section
        open
        heading="Levers"
        about="What each would save."
        .load=${() => Promise.reject(new Error('It did not arrive.'))}
      ></rr-section>`,
      'too large': html`<rr-section heading=${LONG_NAME} about=${LONG_NAME}></rr-section>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-number-field',
    states: {
      usual: html`<rr-number-field
          label="Queries per day"
          unit="per day"
          help="Mean over the year."
          .value=${250e6}
          .low=${1}
          .high=${1e12}
        ></rr-number-field>
        <p>
          Answer
          <rr-number-field inline label="Queries per day" .value=${250e6} .low=${1} .high=${1e12}></rr-number-field>
          queries per day.
        </p>`,
      empty: html`<rr-number-field
        label="Price of a server"
        unit="USD"
        help="Not known."
        .value=${''}
      ></rr-number-field>`,
      loading: ALWAYS_THERE,
      partial: ALWAYS_THERE,
      error: html`<rr-number-field
        label="Utilisation"
        .value=${1.4}
        .problem=${'Utilisation is 1.4; it may be 0.01 to 0.99.'}
      ></rr-number-field>`,
      'too large': html`<rr-number-field
        label="Tokens that every user of the service reads and writes in the course of a whole year"
        unit="tokens per user and year"
        help="Summed over all of them, whether they are answered from the cache or computed anew."
        .value=${123456789012345}
      ></rr-number-field>`,
      'refused entry': html`<rr-number-field
          label="Queries per day"
          unit="per day"
          .value=${'a few'}
          .problem=${'“a few” is no number: write 250M, 1e9 or 250,000,000.'}
        ></rr-number-field>
        <p>
          Answer
          <rr-number-field
            inline
            label="Queries per day"
            .value=${'many'}
            .problem=${'“many” is no number: write 250M, 1e9 or 250,000,000.'}
          ></rr-number-field>
          queries per day.
        </p>`,
    },
  },
  {
    name: 'rr-headline',
    states: {
      usual: html`<rr-headline
          .items=${[
            headline({ range: '201–351\nmostly answer length' }),
            headline({ label: 'Power', value: '2.71', unit: 'MW', noteHref: '#rr-headline', tier: 'datasheet' }),
            headline({
              label: 'Cost',
              value: '$3.56',
              unit: 'per million tokens',
              note: '',
              href: null,
              tier: 'assumed',
            }),
          ]}
        ></rr-headline>
        <rr-headline
          compact
          .items=${[headline({ range: '201–351', change: '+12' }), headline({ label: 'Racks', range: '40–71' })]}
        ></rr-headline>
        <rr-headline brief .items=${[headline({ range: '201–351' })]}></rr-headline>`,
      empty: html`<rr-headline .items=${[]}></rr-headline>`,
      loading: html`<rr-headline
        .items=${['Servers', 'Racks', 'Power'].map((label) =>
          headline({ label, value: '', note: '', range: '', tier: null, href: null, title: '' }),
        )}
      ></rr-headline>`,
      partial: html`<rr-headline
        .items=${[headline({ range: '' }), headline({ label: 'Cost', value: '–', note: '', tier: null, href: null })]}
      ></rr-headline>`,
      error: html`<rr-headline
        .items=${['Servers', 'Racks', 'Power'].map((label) =>
          headline({ label, value: '–', title: 'Not part of this plan', note: '', tier: null, href: null }),
        )}
      ></rr-headline>`,
      'too large': html`<rr-headline
        .items=${Array.from({ length: 9 }, (_, index) =>
          headline({
            label: `Number ${String(index + 1)} with a long name`,
            value: '1,234,567,890',
            note: 'rounded up to whole racks of whole servers in every hall',
            range: '900,000,000–1,500,000,000\nmostly the mean length of an answer in tokens',
          }),
        )}
      ></rr-headline>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-list-table',
    states: {
      usual: html`<rr-list-table
          label="Table of found servers"
          search="Find a server"
          hint="A number opens its source."
          sort="-power"
          .columns=${listColumns}
          .rows=${listRows}
        ></rr-list-table>
        <rr-list-table
          label="Table of found servers, as cards on a phone"
          sort="cost"
          cards
          .columns=${listColumns}
          .rows=${listRows}
        ></rr-list-table>`,
      empty: html`<rr-list-table
        label="Table of no servers"
        search="Find none"
        find="TPU"
        .columns=${listColumns}
        .rows=${listRows}
      ></rr-list-table>`,
      loading: 'Its page says what is computed or read in its place.',
      partial: html`<rr-list-table
        label="Table of found servers, prices unknown"
        sort="-cost"
        .columns=${listColumns}
        .rows=${[listRow('HGX H200', 9.8, null), ...listRows]}
      ></rr-list-table>`,
      error: NOTICE_INSTEAD,
      'too large': html`<rr-list-table
        label="Table of many servers"
        search="Find one of many"
        .columns=${listColumns}
        .rows=${Array.from({ length: 70 }, (_, index) => listRow(`${String(index + 1)}. ${LONG_NAME}`, 6.5, 1870))}
      ></rr-list-table>`,
      'refused entry': 'Words that nothing has lead to an empty table, which says so.',
    },
  },
  {
    name: 'rr-notice',
    states: {
      usual: html`<rr-notice heading="Measured on this machine"><p>The fit is used in every plan.</p></rr-notice>
        <rr-notice><p>A note without a heading.</p></rr-notice>
        <rr-notice kind="warning" heading="A warning"><p>The clock ticks every 100 µs.</p></rr-notice>`,
      empty: 'It is put on a page only where there is something to say.',
      loading: 'It is put on a page only once there is something to say.',
      partial: 'A message is whole.',
      error: html`<rr-notice kind="problem" heading="Not imported">
        <p>servers.0.powerW is −3; it may be 0 to 1,000,000.</p>
        <button>Choose another file</button>
      </rr-notice>`,
      'too large': html`<rr-notice kind="warning" heading=${LONG_NAME}>
        <p>${'A message of many sentences is read line by line, and no line is longer than eyes follow. '.repeat(8)}</p>
        <p><code>${'unbroken'.repeat(40)}</code></p>
      </rr-notice>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-tier',
    states: {
      usual: html`<p>${TIERS.map((tier) => html`<rr-tier .tier=${tier}></rr-tier> ${tier} `)}</p>`,
      empty: 'Every number is known in some way; where none is known no tier stands.',
      loading: 'It comes with its number.',
      partial: 'A number has one tier, the weakest of what it is made of.',
      error: 'It comes with its number.',
      'too large': 'There are five.',
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'table',
    states: {
      usual: html`${table({ label: 'Table of servers', columns, rows, caption: 'Cheapest first' })}
      ${table({
        label: 'Table of servers, as cards on a phone',
        columns: [...columns, unnamed('Actions')],
        rows: rows.map(({ cells }) => [...cells, html`<button>Remove</button>`]),
        cards: true,
      })}`,
      empty: table({ label: 'Table of no servers', columns, rows: [], caption: 'Nothing matches.' }),
      loading: table({ label: 'Table of servers, computed anew', columns, rows, busy: true, caption: 'Computing…' }),
      partial: table({
        label: 'Table of servers, prices unknown',
        columns,
        rows: [['DGX A100', '6.5 kW', { content: '–', title: 'Nobody published a price.' }, 'published']],
      }),
      error: NOTICE_INSTEAD,
      'too large': table({
        label: 'Table of many wide rows',
        columns: ['Server', ...Array.from({ length: 14 }, (_, index) => numeric(`Quantity ${String(index + 1)}`))],
        rows: Array.from({ length: 12 }, (_, row) => [
          `${String(row + 1)}. ${LONG_NAME}`,
          ...Array.from({ length: 14 }, (_, index) => ((row + 1) * 12_345 ** (1 + (index % 3))).toExponential(3)),
        ]),
      }),
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'warningList',
    states: {
      usual: html`${warningList([{ code: 'throttled', message: 'The GPU slowed down during the run.' }])}`,
      empty: 'Without warnings there is nothing.',
      loading: 'Warnings come with what they are about.',
      partial: 'Warnings come with what they are about.',
      error: 'A warning is no error: rr-notice tells those.',
      'too large': html`${warningList(
        Array.from({ length: 12 }, (_, index) => ({
          code: 'throttled',
          message: `Case ${String(index + 1)} was not verified: its largest error, 3.2e-3, is above the bound of 1e-4 that its length allows.`,
        })),
      )}`,
      'refused entry': NO_ENTRY,
    },
  },
];
