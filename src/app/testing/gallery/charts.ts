import { html, type TemplateResult } from 'lit';
import { entryAt } from '../../../base/checked.ts';
import { failedFixture, measurementFixture } from '../../../records/testing/measurement.ts';
import type { PlacedRack, Placement } from '../../../racks/device.ts';
import { layOutHall, type Hall } from '../../../racks/hall/hall.ts';
import { device, rackType } from '../../../racks/testing/devices.ts';
import type { RackLimit } from '../../../records/rack-layout.ts';
import { sizeChart } from '../../charts/measurement-charts.ts';
import '../../charts/rr-chart-export/rr-chart-export.ts';
import type { FleetPicture } from '../../charts/rr-fleet-racks/rr-fleet-racks.ts';
import '../../charts/rr-fleet-racks/rr-fleet-racks.ts';
import type { ForestRow } from '../../charts/rr-forest-plot/rr-forest-plot.ts';
import '../../charts/rr-forest-plot/rr-forest-plot.ts';
import '../../charts/rr-hall-plan/rr-hall-plan.ts';
import '../../charts/rr-limit-bars/rr-limit-bars.ts';
import type { LoadBar } from '../../charts/rr-load-bars/rr-load-bars.ts';
import '../../charts/rr-load-bars/rr-load-bars.ts';
import '../../charts/rr-rack-elevation/rr-rack-elevation.ts';
import type { IntervalRow } from '../../charts/rr-interval-plot/rr-interval-plot.ts';
import '../../charts/rr-interval-plot/rr-interval-plot.ts';
import '../../charts/rr-share-bars/rr-share-bars.ts';
import '../../charts/rr-sparkline/rr-sparkline.ts';
import type { TornadoBar } from '../../charts/rr-tornado/rr-tornado.ts';
import '../../charts/rr-tornado/rr-tornado.ts';
import '../../charts/rr-waterfall/rr-waterfall.ts';
import '../../charts/rr-xy-chart/rr-xy-chart.ts';
import type { XyChartData, XySeries } from '../../charts/xy-data.ts';
import { NO_ENTRY, type Exhibit } from './exhibit.ts';
import { pageCharts } from './page-charts.ts';

const DRAWN_ONCE_KNOWN = 'It is drawn once its numbers are known; its page keeps the place.';
const NOTICE_INSTEAD = 'It is drawn from numbers alone; its page shows rr-notice in its place.';

const RACK_STATES = ['down', 'part', 'unknown', 'runs'] as const;

const changed = (over: Partial<IntervalRow> = {}): IntervalRow => ({
  label: '256×256×256 f32',
  value: 8,
  interval: [5, 11],
  horizon: 2,
  verdict: 'regressed',
  ...over,
});

const fleet = (racks: number, servers: number, spareServers: number): FleetPicture => ({
  racks,
  servers,
  spareServers,
  serversPerRack: 5,
  serverName: 'DGX A100 640GB',
});

const parts = (count: number, label: string) =>
  Array.from({ length: count }, (_, index) => ({
    label: count > 1 ? `${label} ${String(index + 1)}` : label,
    value: 4.2e6 / (index + 1),
    unit: 'USD/year',
    share: 1 / (index + 1) / count,
    href: '#rr-share-bars',
  }));

const moving = (count: number, name: string): TornadoBar[] =>
  Array.from({ length: count }, (_, index) => ({
    label: `${name} ${String(index + 1)}`,
    band: '±20 %',
    down: 100 - 50 / (index + 1),
    up: index === 1 ? null : 100 + 60 / (index + 1),
    href: '#rr-tornado',
  }));

const hrefOf = (number: string): string => `#${number}`;

const cases = measurementFixture().cases;

const partialRun: XyChartData = sizeChart([
  ...cases.slice(0, 2).map((timed) => ({ ...timed, verified: false })),
  failedFixture(1024, 'timeout'),
]);

const spiral = (style: XySeries['style']): XySeries => ({
  label: `kernel-with-a-long-name-and-every-parameter-${String(style)}`,
  style,
  connected: style % 2 === 0,
  points: Array.from({ length: 60 }, (_, index) => {
    const y = 10 ** (style + index / 20) * (1 + 0.3 * Math.sin(index));
    return {
      x: 2 ** (index / 4),
      y,
      low: y / 1.2,
      high: y * 1.2,
      reading: `Point ${String(index)}`,
      hollow: index % 5 === 0,
    };
  }),
});

const crowded: XyChartData = {
  title: 'Four series of 60 points over six orders of magnitude',
  summary: 'Names and marks stand as close as they ever do.',
  x: { quantity: 'Size', unit: 'B', scale: 'log', base: 2, include: [] },
  y: { quantity: 'Throughput', unit: 'GFLOP/s', scale: 'log', include: [] },
  series: ([0, 1, 2, 3] as const).map(spiral),
  curves: [
    {
      kind: 'roof',
      label: 'Roof',
      points: [
        [1, 1e6],
        [32_768, 1e6],
      ],
    },
    {
      kind: 'guide',
      label: 'L2 cache',
      points: [
        [4096, 1],
        [4096, 1e6],
      ],
    },
    {
      kind: 'guide',
      label: 'L3 cache',
      points: [
        [6144, 1],
        [6144, 1e6],
      ],
    },
  ],
  table: {
    head: ['Size', 'GFLOP/s'],
    rows: Array.from({ length: 60 }, (_, index) => [String(index), String(index ** 3)]),
  },
};

const parameter = (change: Partial<ForestRow> = {}): ForestRow => ({
  label: 'Compute efficiency',
  note: 'share of the peak',
  value: 0.83,
  interval: [0.8, 0.86],
  unit: '',
  scale: 'linear',
  domain: [0, 1],
  ...change,
});
const overhead = parameter({
  label: 'Overhead',
  note: 'of one launch',
  value: 12,
  interval: [9, 15],
  unit: 'µs',
  scale: 'log',
  domain: [1, 100],
});

const limit = (change: Partial<RackLimit> = {}): RackLimit => ({
  limit: 'units',
  label: 'Height',
  unit: 'U',
  capacity: 42,
  used: 24,
  servers: 7,
  ...change,
});
const power = limit({ limit: 'power', label: 'Power', unit: 'W', capacity: 30_000, used: 26_000, servers: 4 });

/** What is drawn to scale is as wide as it is; the pages let it scroll. */
const scrolled = (label: string, drawing: TemplateResult): TemplateResult =>
  html`<div class="table-scroll" role="group" aria-label=${label} tabindex="0">${drawing}</div>`;
const deviceList = [
  device('dgx', { name: 'DGX A100 640GB (8x A100 80GB)' }),
  device('small', { name: 'PowerEdge', heightUnits: 1, powerW: 500 }),
  device('switch', { name: 'Leaf switch', role: 'switch', heightUnits: 2, depth: 'half', powerW: 1000 }),
];
const devices = new Map(deviceList.map((known) => [known.id, known]));
const placement = (id: string, bottomUnit: number): Placement => ({
  device: id,
  bottomUnit,
  face: id === 'switch' ? 'rear' : 'front',
  side: null,
});
const placed = (heightUnits: number, placements: readonly Placement[]): PlacedRack => ({
  rack: rackType({ heightUnits, reservedUnits: 2 }),
  count: 1,
  placements,
});
const topOfRack = placement('switch', 38);
const dgx = [1, 7, 13, 19].map((bottomUnit) => placement('dgx', bottomUnit));
const loadBar = (known: Partial<LoadBar>): LoadBar => ({
  label: 'Feed A',
  isPart: false,
  unit: 'W',
  load: 16_250,
  unattributed: 0,
  continuous: 34_500,
  rating: 43_125,
  verdict: 'ok',
  words: 'ok',
  ...known,
});

const hallOf = (racks: number): Hall =>
  layOutHall(Array.from({ length: racks }, () => ({ widthMm: 600, depthMm: 1200, massKg: 900, powerW: 26_000 })));

const noDrawing = (): SVGSVGElement => document.createElementNS('http://www.w3.org/2000/svg', 'svg');

const steps = [
  { label: 'Published estimate', value: 30_382, href: '#estimate' },
  { label: 'Batching as far as memory and the SLO allow', value: 542, href: '#batching' },
  { label: 'Headroom for the busiest hour', value: 911, href: '#peak' },
];

export const chartExhibits: readonly Exhibit[] = [
  {
    name: 'rr-xy-chart',
    states: {
      usual: html`${pageCharts().map((data) => html`<rr-xy-chart .data=${data}></rr-xy-chart>`)}`,
      empty: html`<rr-xy-chart .data=${sizeChart([])}></rr-xy-chart>`,
      loading: html`<rr-xy-chart .data=${sizeChart(cases.slice(0, 1))}></rr-xy-chart>`,
      partial: html`<rr-xy-chart .data=${partialRun}></rr-xy-chart>`,
      error: NOTICE_INSTEAD,
      'too large': html`<rr-xy-chart .data=${crowded}></rr-xy-chart>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-chart-export',
    states: {
      usual: html`<rr-chart-export
        .chart=${{ title: 'Throughput', table: { head: ['Size'], rows: [['64']] }, drawing: noDrawing }}
      ></rr-chart-export>`,
      empty: 'It stands below a chart, which always has a drawing and a table.',
      loading: 'Its chart comes first.',
      partial: 'It saves what is drawn.',
      error: 'Who writes the file says what went wrong.',
      'too large': 'It shows three words, whatever it saves.',
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-forest-plot',
    states: {
      usual: html`<rr-forest-plot caption="Parameters of the fit" .rows=${[parameter(), overhead]}></rr-forest-plot>`,
      empty: html`<rr-forest-plot caption="Parameters of no fit" .rows=${[]}></rr-forest-plot>`,
      loading: DRAWN_ONCE_KNOWN,
      partial: html`<rr-forest-plot
          caption="One interval is not known"
          .rows=${[parameter(), parameter({ label: 'Memory efficiency', value: 0.71, interval: null })]}
        ></rr-forest-plot>
        <rr-forest-plot caption="No interval is known" .rows=${[parameter({ interval: null })]}></rr-forest-plot>`,
      error: NOTICE_INSTEAD,
      'too large': html`<rr-forest-plot
        caption="Many parameters, some beyond their scale"
        .rows=${Array.from({ length: 9 }, (_, index) =>
          parameter({
            label: `Parameter ${String(index + 1)} with a name of many words that has to be broken`,
            value: 10 ** (index - 4),
            interval: [10 ** (index - 5), 10 ** (index - 3)],
            unit: 'GFLOP/s per W',
            scale: 'log',
            domain: [1e-2, 1e2],
          }),
        )}
      ></rr-forest-plot>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-interval-plot',
    states: {
      usual: html`<rr-interval-plot
        caption="Changes against their horizons"
        .rows=${[
          changed(),
          changed({ label: '1×1024×1024 f32', value: 0.1, interval: [-0.8, 1], verdict: 'unchanged' }),
          changed({ label: '64×64×1024 f32', value: -6, interval: [-7, -5], verdict: 'improved' }),
        ]}
      ></rr-interval-plot>`,
      empty: html`<rr-interval-plot caption="No case" .rows=${[]}></rr-interval-plot>`,
      loading: html`<rr-interval-plot
        caption="Nothing is timed yet"
        .rows=${[changed({ value: null, interval: null, verdict: 'undecided' })]}
      ></rr-interval-plot>`,
      partial: html`<rr-interval-plot
        caption="The interval is not bounded yet"
        .rows=${[changed({ value: 1.5, interval: null, verdict: 'undecided' })]}
      ></rr-interval-plot>`,
      error: html`<rr-interval-plot
        caption="A case that failed"
        .rows=${[changed({ value: null, interval: null, verdict: 'failed' })]}
      ></rr-interval-plot>`,
      'too large': html`<rr-interval-plot
        caption="Far beyond the drawing"
        .rows=${[changed({ value: 900, interval: [400, 2000] }), changed({ value: -1, interval: [-99, 5000] })]}
      ></rr-interval-plot>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-limit-bars',
    states: {
      usual: html`<rr-limit-bars binding="power" .limits=${[limit(), power]} .hrefOf=${hrefOf}></rr-limit-bars>`,
      empty: html`<rr-limit-bars binding="units" .limits=${[]} .hrefOf=${hrefOf}></rr-limit-bars>`,
      loading: DRAWN_ONCE_KNOWN,
      partial: html`<rr-limit-bars binding="units" .limits=${[limit()]} .hrefOf=${hrefOf}></rr-limit-bars>`,
      error: html`<rr-limit-bars
        binding="liquid"
        .limits=${[
          limit({ limit: 'liquid', label: 'Liquid cooling', unit: 'W', capacity: 0, used: 10_000, servers: 0 }),
        ]}
        .hrefOf=${hrefOf}
      ></rr-limit-bars>`,
      'too large': html`<rr-limit-bars
        binding="weight"
        .limits=${[
          limit({ capacity: 100, used: 240, servers: 0 }),
          limit({ limit: 'power', label: 'Power', unit: 'W', capacity: 1e9, used: 1.2e9, servers: 123_456_789 }),
          limit({ limit: 'weight', label: 'Weight', unit: 'kg', capacity: 1e6, used: 999_999, servers: 1_000_000 }),
          limit({ limit: 'air', label: 'Air cooling', unit: 'W', capacity: 20_000, used: 12, servers: 1 }),
          limit({ limit: 'liquid', label: 'Liquid cooling', unit: 'W', capacity: 2e5, used: 1.9e5, servers: 18 }),
        ]}
        .hrefOf=${hrefOf}
      ></rr-limit-bars>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-load-bars',
    states: {
      usual: html`<rr-load-bars
        .bars=${[
          loadBar({ words: '' }),
          ...['L1', 'L2', 'L3'].map((label, index) =>
            loadBar({
              label,
              isPart: true,
              unit: 'A',
              load: 44 + 4 * index,
              continuous: 48,
              rating: 60,
              verdict: index === 2 ? 'over' : 'ok',
              words: index === 2 ? 'over its continuous rating' : '',
            }),
          ),
        ]}
      ></rr-load-bars>`,
      empty: html`<rr-load-bars .bars=${[]}></rr-load-bars>`,
      loading: DRAWN_ONCE_KNOWN,
      partial: html`<rr-load-bars
        .bars=${[
          loadBar({ unattributed: 9000, verdict: null, words: 'depends on what is unattributed' }),
          loadBar({ label: 'Bank L1-N', isPart: true, load: 0, rating: null, words: '' }),
          loadBar({ label: 'Bank of no rating', isPart: true, continuous: null, rating: null, words: '' }),
        ]}
      ></rr-load-bars>`,
      error: NOTICE_INSTEAD,
      'too large': html`<rr-load-bars
        .bars=${[
          loadBar({
            load: 9e9,
            verdict: 'trips',
            words: 'trips within 2 min, sooner than anybody could come from the other side of the hall',
          }),
        ]}
      ></rr-load-bars>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-rack-elevation',
    states: {
      usual: scrolled(
        'Elevation',
        html`<rr-rack-elevation
          label="Rack 1"
          .placed=${placed(42, [...dgx, topOfRack])}
          .devices=${devices}
        ></rr-rack-elevation>`,
      ),
      empty: scrolled(
        'Elevation',
        html`<rr-rack-elevation label="Empty rack" .placed=${placed(42, [])} .devices=${devices}></rr-rack-elevation>`,
      ),
      loading: DRAWN_ONCE_KNOWN,
      partial: scrolled(
        'Elevation',
        html`<rr-rack-elevation
          label="Last rack"
          .placed=${placed(42, [...dgx.slice(0, 1), topOfRack])}
          .devices=${devices}
          .picked=${0}
        ></rr-rack-elevation>`,
      ),
      error: NOTICE_INSTEAD,
      'too large': scrolled(
        'Elevation',
        html`<rr-rack-elevation
          label="Rack of 58 servers"
          .placed=${placed(
            60,
            Array.from({ length: 58 }, (_, index) => placement('small', index + 1)),
          )}
          .devices=${devices}
        ></rr-rack-elevation>`,
      ),
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-fleet-racks',
    states: {
      usual: html`<rr-fleet-racks .fleet=${fleet(61, 302, 6)}></rr-fleet-racks>`,
      empty: 'A plan without a fleet has no picture: its page says why there is none.',
      loading: DRAWN_ONCE_KNOWN,
      partial: html`<rr-fleet-racks .fleet=${fleet(1, 1, 1)}></rr-fleet-racks>`,
      error: NOTICE_INSTEAD,
      'too large': html`<rr-fleet-racks .fleet=${fleet(94_967, 474_831, 900)}></rr-fleet-racks>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-hall-plan',
    states: {
      usual: scrolled('Hall', html`<rr-hall-plan .hall=${hallOf(48)}></rr-hall-plan>`),
      empty: scrolled('Hall', html`<rr-hall-plan .hall=${hallOf(0)}></rr-hall-plan>`),
      loading: DRAWN_ONCE_KNOWN,
      partial: scrolled(
        'Hall',
        html`<rr-hall-plan
          pressable
          .hall=${hallOf(20)}
          .states=${Array.from({ length: 20 }, (_, index) => entryAt(RACK_STATES, index % RACK_STATES.length))}
        ></rr-hall-plan>`,
      ),
      error: NOTICE_INSTEAD,
      'too large': scrolled('Hall', html`<rr-hall-plan .hall=${hallOf(600)}></rr-hall-plan>`),
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-share-bars',
    states: {
      usual: html`<rr-share-bars label="Parts of a cost" .bars=${parts(5, 'Part')}></rr-share-bars>`,
      empty: html`<rr-share-bars label="Parts of a cost" .bars=${[]}></rr-share-bars>`,
      loading: DRAWN_ONCE_KNOWN,
      partial: html`<rr-share-bars label="Parts of a cost" .bars=${parts(1, 'Rent')}></rr-share-bars>`,
      error: NOTICE_INSTEAD,
      'too large': html`<rr-share-bars
        label="Parts of a cost"
        .bars=${parts(24, 'A part whose name is longer than anybody would call it')}
      ></rr-share-bars>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-sparkline',
    states: {
      usual: html`<rr-sparkline .values=${[3, 12, 40, 160, 420, 800, 950]}></rr-sparkline>`,
      empty: html`<rr-sparkline .values=${[]}></rr-sparkline>`,
      loading: DRAWN_ONCE_KNOWN,
      partial: html`<rr-sparkline .values=${[40]}></rr-sparkline>`,
      error: html`<rr-sparkline .values=${[0, 40, 0, 160]}></rr-sparkline>`,
      'too large': html`<rr-sparkline
        .values=${Array.from({ length: 400 }, (_, index) => 10 ** (12 * Math.abs(Math.sin(index))))}
      ></rr-sparkline>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-tornado',
    states: {
      usual: html`<rr-tornado label="Servers" value="100" .bars=${moving(6, 'Input')}></rr-tornado>`,
      empty: html`<rr-tornado label="Servers" value="100" .bars=${[]}></rr-tornado>`,
      loading: DRAWN_ONCE_KNOWN,
      partial: html`<rr-tornado label="Servers" value="100" .bars=${moving(1, 'PUE')}></rr-tornado>`,
      error: NOTICE_INSTEAD,
      'too large': html`<rr-tornado
        label="Servers"
        value="100"
        .bars=${moving(24, 'An input whose name is longer than anybody would call it')}
      ></rr-tornado>`,
      'refused entry': NO_ENTRY,
    },
  },
  {
    name: 'rr-waterfall',
    states: {
      usual: html`<rr-waterfall label="From the estimate" unit="servers" .steps=${steps}></rr-waterfall>`,
      empty: html`<rr-waterfall label="From nothing" unit="servers" .steps=${[]}></rr-waterfall>`,
      loading: DRAWN_ONCE_KNOWN,
      partial: html`<rr-waterfall
        label="From the estimate alone"
        unit="servers"
        .steps=${steps.slice(0, 1)}
      ></rr-waterfall>`,
      error: html`<rr-waterfall
        label="Of a load of nothing"
        unit="servers"
        .steps=${steps.map((step) => ({ ...step, value: 0 }))}
      ></rr-waterfall>`,
      'too large': html`<rr-waterfall
        label="Through eight orders of magnitude"
        unit="servers"
        .steps=${Array.from({ length: 13 }, (_, index) => ({
          label: `Factor ${String(index + 1)}, named in a sentence that is longer than the bar below it is wide on any phone`,
          value: 123_456_789 / 5 ** (index % 2 === 0 ? index : index - 2),
          href: `#factor-${String(index)}`,
        }))}
      ></rr-waterfall>`,
      'refused entry': NO_ENTRY,
    },
  },
];
