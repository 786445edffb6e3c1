import { formatNumber, formatQuantity } from '../../../../base/format.ts';
import {
  fastestOf,
  isRated,
  isTimedProduct,
  type RatedCase,
  type TimedProductCase,
} from '../../../../records/cases.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import { caseText, rateText } from '../../../charts/case-words.ts';
import type { Headline } from '../../../controls/rr-headline/rr-headline.ts';

const NOT_MEASURED = { value: '–', unit: '', title: 'Not measured in this run', tier: null, href: null } as const;

export const fastestProduct = ({ cases }: Measurement): (TimedProductCase & RatedCase) | null =>
  fastestOf(
    cases
      .filter(isTimedProduct)
      .filter(isRated)
      .filter(({ verified }) => verified),
  );

/** "x TFLOP/s f32, y GB/s, z % of what this GPU can do", as items of a strip. */
export const measurementHeadlines = (run: Measurement): Headline[] => {
  const fastest = fastestProduct(run);
  const { readGBps, fmaGflops } = run.roofs;
  const items: Headline[] = [];
  const gflops = fastest?.gflops ?? null;
  if (fastest === null || gflops === null) {
    items.push({ ...NOT_MEASURED, label: 'Fastest product', note: 'no verified product in this run' });
  } else {
    const { text, unit } = formatQuantity(gflops, 'GFLOP/s');
    const label = `Fastest product, ${fastest.dtype}`;
    items.push({
      label,
      value: text,
      unit,
      title: rateText(fastest),
      note: caseText(fastest),
      tier: 'measured',
      href: null,
    });
  }
  if (readGBps === null) items.push({ ...NOT_MEASURED, label: 'Read bandwidth', note: '' });
  else {
    const { text, unit } = formatQuantity(readGBps, 'GB/s');
    items.push({
      label: 'Read bandwidth',
      value: text,
      unit,
      title: `${readGBps} GB/s`,
      note: 'best kernel',
      tier: 'measured',
      href: null,
    });
  }
  if (fmaGflops === null || gflops === null) items.push({ ...NOT_MEASURED, label: 'Of what it can do', note: '' });
  else {
    const share = (100 * gflops) / fmaGflops;
    const roof = formatQuantity(fmaGflops, 'GFLOP/s');
    items.push({
      label: 'Of what it can do',
      value: formatNumber(share),
      unit: '%',
      title: `${share} % of the measured multiply-add roof of ${fmaGflops} GFLOP/s`,
      note: `roof ${roof.text} ${roof.unit} multiply-add`,
      tier: 'measured',
      href: null,
    });
  }
  return items;
};
