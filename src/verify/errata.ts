import { formatNumber } from '../base/format.ts';
import type { VerifiedCase } from './case.ts';

/** A print that is wrong, as a paragraph that can be sent to whoever printed it. */
export interface Erratum {
  readonly id: string;
  readonly title: string;
  readonly paragraph: string;
}

/** Below it nobody reads the digits of a fraction. */
const [TINY, HUGE] = [1e-4, 1e15];

/** Seven digits, all of a whole number, and powers of ten where nobody counts them. */
export const figureText = (value: number): string => {
  const size = Math.abs(value);
  return size !== 0 && (size < TINY || size >= HUGE)
    ? Number(value.toPrecision(5)).toExponential().replace('e+', 'e')
    : formatNumber(value, Number.isInteger(value) ? 15 : Math.max(7, Math.floor(Math.log10(size)) + 3));
};

const withUnit = (value: number, unit: string): string => `${figureText(value)} ${unit}`.trim();

const erratumOf = (wrong: VerifiedCase): Erratum => {
  const { id, label, unit, printed, computed, arithmetic, explanation, source } = wrong;
  const right =
    computed === null
      ? ''
      : ` Computed: ${arithmetic === '' ? '' : `${arithmetic} = `}${withUnit(computed, unit)}${wrong.differencePercent === null ? '' : ` (${wrong.differencePercent > 0 ? '+' : ''}${formatNumber(wrong.differencePercent, 3)} % of the print)`}.`;
  return {
    id,
    title: label,
    paragraph: `${source}: prints ${withUnit(printed, unit)} for “${label}”. ${explanation ?? ''}${right}`,
  };
};

/** For each print that is wrong a paragraph with its arithmetic. */
export const errata = (cases: readonly VerifiedCase[]): readonly Erratum[] =>
  cases.filter(({ verdict }) => verdict === 'print is wrong').map(erratumOf);
