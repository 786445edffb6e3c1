import { accelerators } from '../../../catalog/catalog.ts';
import { measuredRows } from '../../../catalog/measured.ts';
import { scenarioDefaults } from '../../../catalog/presets.ts';
import { projectionPresets } from '../../../catalog/series.ts';
import { servingCases } from '../../../catalog/serving-cases.ts';
import { ownOrRent } from '../../../plan/economics/own-or-rent.ts';
import { plan, planServing } from '../../../plan/plan.ts';
import { loadCurve } from '../../../plan/serving/load-curve.ts';
import { validateCase } from '../../../plan/standing/validation.ts';
import { project, PROJECTED_UNTIL } from '../../../projection/project.ts';
import type { MeasuredCase } from '../../../records/measurement.ts';
import { caseFixture, measurementFixture } from '../../../records/testing/measurement.ts';
import { stackFitOf } from '../../../records/testing/stack-fit.ts';
import { historiesOf } from '../../../regression/history.ts';
import { ANY, OBJECTIVES, type ShownRow, type SweepView } from '../../../sweep/view.ts';
import { fitChart, residualChart } from '../../charts/calibration-charts.ts';
import { catalogRoofline } from '../../charts/catalog-roofline.ts';
import { dayChart } from '../../charts/day-chart.ts';
import { historyChart } from '../../charts/history-chart.ts';
import { batchChart, latencyChart, plannedFleetRate } from '../../charts/load-charts.ts';
import { bandwidthChart, rooflineChart, sizeChart } from '../../charts/measurement-charts.ts';
import { ownOrRentChart } from '../../charts/own-or-rent-chart.ts';
import { projectionChart } from '../../charts/projection-chart.ts';
import { stackFitChart } from '../../charts/stack-fit-charts.ts';
import { frontChart, sweepCurveChart } from '../../charts/sweep-charts.ts';
import { validationChart } from '../../charts/validation-charts.ts';
import type { XyChartData } from '../../charts/xy-data.ts';
import { calibrationFixture } from '../fixtures.ts';

const explain = (line: string): string => `#${line}`;
const rowHref = (index: number): string => `#row-${String(index)}`;

const ofPlan = (): (XyChartData | null)[] => {
  const scenario = scenarioDefaults.physical;
  const answer = plan(scenario);
  const serving = planServing(scenario);
  const rented = ownOrRent({ ...scenario, economics: { ...scenario.economics, usdPerGpuHour: 3 } });
  if (!serving.ok || !rented.ok) throw new Error('the scenario that a reader begins with has no fleet');
  const curve = loadCurve(serving.value);
  const simulated = [
    { ofPlanned: 1, batch: 60, ttftP99S: { value: 0.23, halfWidth: 0.01 }, tpotP99S: { value: 0.1, halfWidth: null } },
  ];
  return [
    dayChart(answer, explain),
    latencyChart(curve, plannedFleetRate(answer) ?? NaN, simulated, explain),
    batchChart(curve, explain),
    ownOrRentChart(rented.value),
  ];
};

const ofProjections = (): XyChartData[] =>
  projectionPresets.slice(0, 1).map(({ series }) => {
    const projected = series.flatMap((published) => {
      const prediction = project(published.projection);
      return prediction.ok ? [{ series: published, prediction: prediction.value }] : [];
    });
    return projectionChart(projected, PROJECTED_UNTIL);
  });

const sweepRow = (index: number): ShownRow => ({
  index,
  inputs: [1e6 * (index + 1)],
  objectives: [2 + index / 4, 12 / (1 + index), 400 - 20 * index],
});

const sweepView: SweepView = {
  name: 'Eight loads',
  kind: 'plan',
  rows: 5000,
  total: 5000,
  release: '0.1.0',
  engine: 'engine',
  sameProgram: true,
  counts: [{ status: 'feasible', rows: 5000 }],
  inputs: [{ path: 'demand.queriesPerDay', label: 'Queries', unit: '1/day', type: 'double', values: null }],
  only: { 'demand.queriesPerDay': ANY },
  compared: 5000,
  objectives: OBJECTIVES,
  unknown: [],
  scales: ['linear', 'linear'],
  density: Array.from({ length: 20 }, (_, index) => ({
    x: [2 + index / 8, 2 + (index + 1) / 8],
    y: [6 - index / 4, 12 - index / 4],
    count: 3 * index + 1,
  })),
  frontCount: 8,
  front: Array.from({ length: 8 }, (_, index) => sweepRow(index)),
  near: [{ ...sweepRow(3), objectives: [3.2, 5, 380] }],
  curveX: 'demand.queriesPerDay',
  curveY: 'cost.usdPerMillionOutputTokens',
  curveScales: ['log', 'linear'],
  split: 'precision.weights',
  curves: ['fp8', 'bf16'].map((label, curve) => ({
    label,
    points: Array.from({ length: 8 }, (_, index) => ({
      row: index,
      index,
      x: 1e6 * 2 ** index,
      y: 4 + curve - index / 4,
    })),
  })),
  curvesLeftOut: 0,
};

/** A level that falls in the middle of twenty results. */
const histories = historiesOf([
  {
    name: '1024×1024×1024 f32',
    machine: 'this',
    isReference: false,
    points: Array.from({ length: 20 }, (_, index) => ({
      time: index,
      value: (index < 10 ? 900 : 700) * (1 + Math.sin(7 * index) / 200),
    })),
  },
]);

const stream = (kind: 'read' | 'copy', bytes: number, gbps: number): MeasuredCase => {
  const { m: _m, n: _n, k: _k, ...timed } = caseFixture(64);
  return { ...timed, id: `${kind}:bytes=${String(bytes)}`, kind, bytes, gbps, gflops: null, percentOfRoof: null };
};
const streams = (['read', 'copy'] as const).flatMap((kind, index) =>
  [14, 17, 20, 24].map((power) => stream(kind, 2 ** power, 900 / (index + 1) / (power - 12))),
);

/** Each chart of the pages once, as the pages make it. */
export const pageCharts = (): readonly XyChartData[] => {
  const run = measurementFixture();
  return [
    sizeChart(run.cases),
    rooflineChart(run),
    bandwidthChart(streams),
    fitChart(calibrationFixture()),
    residualChart(calibrationFixture()),
    stackFitChart(stackFitOf()),
    validationChart(servingCases.slice(0, 8).flatMap((served) => validateCase(served))),
    ...histories.map((history) => historyChart(history)),
    ...ofPlan(),
    ...ofProjections(),
    frontChart(sweepView, rowHref),
    sweepCurveChart(sweepView, rowHref),
    catalogRoofline(accelerators.slice(0, 8), measuredRows.slice(0, 8)),
  ].flatMap((chart) => chart ?? []);
};
