import { LitElement } from 'lit';
import { page } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import entry from '../../../../gallery.html?raw';
import { accessibilityProblems, unmount } from '../mount.ts';
import { pageCharts } from './page-charts.ts';
import pageChartsSource from './page-charts.ts?raw';
import { exhibits, RrGallery } from './rr-gallery.ts';

const sources = import.meta.glob<string>('../../{controls,charts}/**/*.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const tagOf = /@customElement\('([^']+)'\)/g;
/** Every element that either folder defines, by what its source says. */
const defined = Object.values(sources).flatMap((source) => [...source.matchAll(tagOf)].map(([, tag]) => tag));

/** Every function that makes a chart of numbers, by what its source says. */
const makers = Object.values(sources).flatMap((source) =>
  [...source.matchAll(/^export const (\w+) = \((?:(?!^export)[^])*?\): XyChartData( \| null)? =>/gm)].map(
    ([, name]) => name,
  ),
);

const settled = async (within: ParentNode): Promise<void> => {
  for (const element of within.querySelectorAll('*')) {
    if (!(element instanceof LitElement)) continue;
    await element.updateComplete;
    await settled(element.renderRoot);
  }
};

const openGallery = async (width: number, theme: 'light' | 'dark'): Promise<RrGallery> => {
  await page.viewport(width, 900);
  document.documentElement.dataset['theme'] = theme;
  const gallery = new RrGallery();
  document.body.append(gallery);
  await settled(document.body);
  return gallery;
};

afterEach(async () => {
  unmount();
  await page.viewport(1280, 900);
});

test('every element of controls and charts stands in it, in every state that it has', async () => {
  const { renderRoot } = await openGallery(1280, 'light');
  expect(defined.length).toBeGreaterThan(10);
  const elements = exhibits.map(({ name }) => name).filter((name) => name.includes('-'));
  expect(elements.toSorted()).toEqual(defined.toSorted());
  for (const name of elements) {
    const shown = [...renderRoot.querySelectorAll(`#${name} [data-shown='yes']`)];
    expect(shown.length, name).toBeGreaterThan(0);
    for (const place of shown) {
      const element = place.querySelector(name);
      expect(element, `${name} ${place.getAttribute('data-state') ?? ''}`).toBeInstanceOf(LitElement);
      expect((element as LitElement).renderRoot.childElementCount, name).toBeGreaterThan(0);
    }
  }
  expect(entry).toContain('src="/src/app/testing/gallery/main.ts"');
});

test('every chart that pages make of numbers stands in it, and all of them are drawn', async () => {
  expect(makers.length).toBeGreaterThan(12);
  for (const maker of makers) expect(pageChartsSource).toMatch(new RegExp(`\\b${maker ?? ''}\\(`));
  const { renderRoot } = await openGallery(1280, 'light');
  const drawn = [...renderRoot.querySelectorAll(`#rr-xy-chart [data-state='usual'] rr-xy-chart`)];
  expect(drawn.length).toBe(pageCharts().length);
  expect(drawn.length).toBeGreaterThanOrEqual(makers.length);
});

test.each([
  { width: 1280, theme: 'light' },
  { width: 360, theme: 'dark' },
] as const)('is accessible and as wide as its window: $width px, $theme', async ({ width, theme }) => {
  await openGallery(width, theme);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  expect(await accessibilityProblems()).toEqual([]);
});
