import { describe, expect, test } from 'vitest';
import type { XyChartData, XyPoint } from '../xy-data.ts';
import { layOut, nearestPoint } from './layout.ts';

const point = (x: number, y: number): XyPoint => ({
  x,
  y,
  low: null,
  high: null,
  reading: `${x}, ${y}`,
  hollow: false,
});

const chart = (series: XyChartData['series']): XyChartData => ({
  title: 'Test',
  summary: '',
  x: { quantity: 'x', unit: '', scale: 'linear', include: [0, 10] },
  y: { quantity: 'y', unit: '', scale: 'linear', include: [0, 10] },
  series,
  curves: [],
  table: { head: [], rows: [] },
});

describe('the layout of a chart', () => {
  test('puts every point inside the frame', () => {
    const placed = layOut(
      chart([{ label: 'a', style: 0, connected: true, points: [point(0, 0), point(10, 10)] }]),
      600,
    );
    for (const { px, py } of placed.points) {
      expect(px).toBeGreaterThanOrEqual(placed.left);
      expect(px).toBeLessThanOrEqual(placed.right);
      expect(py).toBeGreaterThanOrEqual(placed.top);
      expect(py).toBeLessThanOrEqual(placed.bottom);
    }
    expect(placed.points[1].px).toBeGreaterThan(placed.points[0].px);
    expect(placed.points[1].py).toBeLessThan(placed.points[0].py);
  });

  test('keeps the names of close series apart', () => {
    const series = [0, 1, 2].map((style) => ({
      label: `series ${style}`,
      style: style as 0 | 1 | 2,
      connected: true,
      points: [point(1, 5), point(9, 5 + style / 100)],
    }));
    const labels = layOut(chart(series), 600).labels.map(({ y }) => y);
    expect(labels).toHaveLength(3);
    for (let i = 1; i < labels.length; i++) expect(labels[i] - labels[i - 1]).toBeGreaterThanOrEqual(15);
  });

  test('finds the point nearest to the pointer', () => {
    const { points } = layOut(
      chart([{ label: 'a', style: 0, connected: false, points: [point(2, 2), point(8, 8)] }]),
      600,
    );
    expect(nearestPoint(points, points[1].px + 3, points[1].py - 3)).toBe(1);
    expect(nearestPoint([], 0, 0)).toBeNull();
  });
});
