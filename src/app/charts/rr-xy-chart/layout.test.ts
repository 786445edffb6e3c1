import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { XyChartData, XyPoint } from '../xy-data.ts';
import { layOut, nearestPoint } from './layout.ts';
import { labelBox } from './place-labels.ts';

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
    expect(placed.points[1]!.px).toBeGreaterThan(placed.points[0]!.px);
    expect(placed.points[1]!.py).toBeLessThan(placed.points[0]!.py);
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
    for (let i = 1; i < labels.length; i++) expect(labels[i]! - labels[i - 1]!).toBeGreaterThanOrEqual(15);
  });

  test('finds the point nearest to the pointer', () => {
    const { points } = layOut(
      chart([{ label: 'a', style: 0, connected: false, points: [point(2, 2), point(8, 8)] }]),
      600,
    );
    expect(nearestPoint(points, points[1]!.px + 3, points[1]!.py - 3)).toBe(1);
    expect(nearestPoint([], 0, 0)).toBeNull();
  });
});

describe('names', () => {
  const long = 'token interval p99';
  const rising = (low: number, high: number): XyPoint[] =>
    Array.from({ length: 12 }, (_, i) => point(i, low + ((high - low) * i) / 11));
  const guide = (label: string, points: readonly (readonly [number, number])[]) =>
    ({ label, kind: 'guide', points }) as const;
  const level = (label: string, y: number) =>
    guide(label, [
      [0, y],
      [11, y],
    ]);
  const upright = (label: string, x: number) =>
    guide(label, [
      [x, 0],
      [x, 10],
    ]);

  test.each([300, 360, 700, 1200])('do not lie on each other, nor leave the drawing, at %d px', (width) => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 9.5, noNaN: true }),
        fc.double({ min: 0.5, max: 9.5, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        (sloMs, end, planned, knee) => {
          const data = {
            ...chart([
              { label: 'first token p99', style: 0, connected: true, marks: false, points: rising(0.3, 9) },
              { label: long, style: 1, connected: true, marks: false, points: rising(0.2, end) },
            ]),
            curves: [
              level('first-token SLO 1 s', sloMs),
              level('token-interval SLO 100 ms', sloMs / 2),
              upright('planned', planned),
              upright('knee', knee),
            ],
          };
          const { labels } = layOut(data, width);
          expect(labels).toHaveLength(6);
          const boxes = labels.map(labelBox);
          for (const [i, a] of boxes.entries()) {
            expect(a.left).toBeGreaterThanOrEqual(0);
            for (const b of boxes.slice(i + 1)) {
              const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
              expect(apart, JSON.stringify(labels)).toBe(true);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of two uprights side by side each stand on the side of their own', () => {
    const data = {
      ...chart([{ label: 'a', style: 0, connected: true, points: rising(9, 9.5) }]),
      curves: [upright('planned', 5), upright('knee', 5.05)],
    };
    const { labels } = layOut(data, 700);
    const x = (text: string): number => labels.find((label) => label.text === text)?.x ?? NaN;
    expect(x('planned')).toBeLessThan(x('knee'));
  });
});
