import { page } from 'vitest/browser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import '../charts/rr-xy-chart/rr-xy-chart.ts';
import { sizeChart } from '../charts/measurement-charts.ts';
import { RrChartExport } from '../charts/rr-chart-export/rr-chart-export.ts';
import type { ChartExportEvent, SavedChart } from '../charts/rr-chart-export/rr-chart-export.ts';
import '../styles/tokens.css';
import { measurementFixture } from '../../records/testing/measurement.ts';
import { pngOf, standaloneSvg } from './save-chart.ts';

let chart: SavedChart;
let heard: ChartExportEvent[] = [];
const hear = (event: ChartExportEvent): void => {
  heard.push(event);
};

beforeEach(async () => {
  heard = [];
  document.body.addEventListener('rr-chart-export', hear);
  const element = document.createElement('rr-xy-chart');
  element.data = sizeChart(measurementFixture().cases);
  document.body.append(element);
  await element.updateComplete;
  const control = element.renderRoot.querySelector('rr-chart-export');
  if (!(control instanceof RrChartExport)) throw new Error('The chart has no control to save it.');
  ({ chart } = control);
});
afterEach(() => {
  document.body.removeEventListener('rr-chart-export', hear);
  document.body.replaceChildren();
});

test('one control of the chart asks for each format, through the shadow roots', async () => {
  for (const format of ['SVG', 'PNG', 'CSV']) {
    await page.getByRole('button', { name: `Save “Throughput by size of the product” as ${format}` }).click();
  }
  expect(heard.map(({ format }) => format)).toEqual(['svg', 'png', 'csv']);
  expect(heard[0]!.chart.table.rows).toHaveLength(5);
});

test('the SVG stands by itself: no classes, no variables, colours every program reads, all marks', () => {
  const { text, width, height } = standaloneSvg(chart);
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  expect(parsed.querySelector('parsererror')).toBeNull();
  expect(text).not.toMatch(/class=|var\(|oklch|<!--/);
  const drawn = chart.drawing();
  expect(parsed.querySelectorAll('path')).toHaveLength(drawn.querySelectorAll('path').length);
  expect(parsed.querySelector('title')?.textContent).toBe('Throughput by size of the product');
  expect(parsed.documentElement.getAttribute('viewBox')).toBe(`-16 -44 ${width} ${height}`);
  const series = [...parsed.querySelectorAll('path')].map((path) => path.getAttribute('stroke'));
  expect(series.every((stroke) => /^rgb/.test(stroke ?? ''))).toBe(true);
  expect(drawn.isConnected && drawn.querySelector('.grid') !== null).toBe(true);
});

test('the PNG holds the drawing in twice its size', async () => {
  const svg = standaloneSvg(chart);
  const png = await pngOf(svg);
  const bitmap = await createImageBitmap(png);
  expect([bitmap.width, bitmap.height]).toEqual([2 * svg.width, 2 * svg.height]);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const colours = new Set<number>();
  for (let i = 0; i < data.length; i += 4) colours.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
  expect(colours.size).toBeGreaterThan(20);
  // Paper, not transparency: the file is read on any ground.
  expect([data[3], data[data.length - 1]]).toEqual([255, 255]);
});
