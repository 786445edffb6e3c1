import { present } from '../../base/checked.ts';
import { csv } from '../../exchange/csv.ts';
import type { ChartFormat, SavedChart } from '../charts/rr-chart-export/rr-chart-export.ts';
import { download } from '../pages/download.ts';

/** What a style sheet says on the page has to stand in the file itself. */
const INLINED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'paint-order',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;
const DRAWN = 'path, line, rect, circle, text';
const SVG = 'http://www.w3.org/2000/svg';

/** Paper around the drawing, and above it the title. */
const MARGIN_PX = 16;
const TITLE_PX = 28;
/** Pixels of a PNG for one of the page: sharp on the screens and slides of today. */
const PNG_SCALE = 2;

/** Colours as every program reads them; the page's own are oklch(). */
const createColourReader = (): ((colour: string) => string) => {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const known = new Map<string, string>();
  return (colour) => {
    if (context === null || !/^(oklch|oklab|lab|lch|color)\(/.test(colour)) return colour;
    let read = known.get(colour);
    if (read === undefined) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
      read = a === 255 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${(a / 255).toFixed(3)})`;
      known.set(colour, read);
    }
    return read;
  };
};

/** The page paints its paper on the root element; a page without any has the browser's own. */
const paperColour = (): string => {
  const { backgroundColor } = getComputedStyle(document.documentElement);
  return backgroundColor === 'rgba(0, 0, 0, 0)' ? 'white' : backgroundColor;
};

export interface StandaloneSvg {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** The drawing without the page around it: styles inline, a title, paper below. */
export const standaloneSvg = ({ title, drawing }: Pick<SavedChart, 'title' | 'drawing'>): StandaloneSvg => {
  const source = drawing();
  const readColour = createColourReader();
  const copy = source.cloneNode(true) as SVGSVGElement;
  const originals = source.querySelectorAll<SVGElement>(DRAWN);
  copy.querySelectorAll<SVGElement>(DRAWN).forEach((element, i) => {
    const style = getComputedStyle(present(originals[i], 'original of a copied element'));
    for (const name of INLINED) element.setAttribute(name, readColour(style.getPropertyValue(name)));
  });
  const { width, height } = source.viewBox.baseVal;
  const whole = { width: width + 2 * MARGIN_PX, height: height + 2 * MARGIN_PX + TITLE_PX };
  const page = getComputedStyle(source);
  const file = document.createElementNS(SVG, 'svg');
  file.setAttribute('xmlns', SVG);
  file.setAttribute('viewBox', `${-MARGIN_PX} ${-MARGIN_PX - TITLE_PX} ${whole.width} ${whole.height}`);
  file.setAttribute('width', String(whole.width));
  file.setAttribute('height', String(whole.height));
  const add = (name: string, attributes: Readonly<Record<string, string | number>>, text = ''): void => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    file.append(element);
  };
  add('title', {}, title);
  const paper = readColour(paperColour());
  add('rect', { x: -MARGIN_PX, y: -MARGIN_PX - TITLE_PX, ...whole, fill: paper });
  const heading = { 'font-family': page.fontFamily, 'font-size': 14, 'font-weight': 600, fill: readColour(page.color) };
  add('text', { x: 0, y: -TITLE_PX + 6, ...heading }, title);
  file.append(...copy.childNodes);
  for (const element of file.querySelectorAll('[class], a')) {
    element.removeAttribute('class');
    element.removeAttribute('href');
  }
  const walker = document.createTreeWalker(file, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode() !== null) comments.push(walker.currentNode);
  for (const comment of comments) comment.parentNode?.removeChild(comment);
  return { text: new XMLSerializer().serializeToString(file), ...whole };
};

export const pngOf = async ({ text, width, height }: StandaloneSvg): Promise<Blob> => {
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(PNG_SCALE * width, PNG_SCALE * height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser gives no canvas to draw on.');
  context.scale(PNG_SCALE, PNG_SCALE);
  context.drawImage(image, 0, 0, width, height);
  return canvas.convertToBlob({ type: 'image/png' });
};

export const saveChart = async (chart: SavedChart, format: ChartFormat): Promise<void> => {
  const name = `${chart.title}.${format}`;
  if (format === 'csv') download(name, 'text/csv', csv(chart.table.head, chart.table.rows));
  else if (format === 'svg') download(name, 'image/svg+xml', standaloneSvg(chart).text);
  else download(name, 'image/png', await pngOf(standaloneSvg(chart)));
};
