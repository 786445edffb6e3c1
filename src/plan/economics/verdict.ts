import { percentText, quantityText, formatNumber } from '../../base/format.ts';
import type { Plan } from '../../records/plan.ts';
import type { DecisionAnswer } from './decide.ts';
import type { Comparison, WayId } from './own-or-rent.ts';

/** What the ways are called, and in the middle of a sentence. */
export const WAY_NAMES: Readonly<Record<WayId, { readonly title: string; readonly verb: string }>> = {
  own: { title: 'Owned, building too', verb: 'owning' },
  colocation: { title: 'Owned, in colocation', verb: 'owning in colocation' },
  'on-demand': { title: 'Rented on demand', verb: 'renting on demand' },
  reserved: { title: 'Rented, reserved', verb: 'reserving' },
  spot: { title: 'Rented on spot', verb: 'renting on spot' },
};

const usd = (value: number): string => quantityText(value, 'USD');
const years = (value: number): string => `${formatNumber(value)} years`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A share of the draws. */
const shareText = (share: number): string => {
  if (share > 0.995) return 'practically all of what may happen';
  return share < 0.005 ? 'practically nothing of what may happen' : `${percentText(share)} of what may happen`;
};

/** A choice that is right in fewer draws than this is called open. */
const SURE = 0.9;

/** Undiscounted sums and the cost of capital that answer differently: whoever reads only one of them is misled. */
const contradiction = ({ deal, ways, owned, rented, npvUsd, paybackYears }: Comparison): string[] => {
  const [own, rent] = [owned, rented].map((id) => ways.find((way) => way.id === id)?.flow);
  if (own === undefined || rent === undefined || npvUsd === null || rented === null) return [];
  const saved = rent.totalUsd - own.totalUsd;
  if (Math.sign(saved) === Math.sign(npvUsd) || saved === 0) return [];
  const { discountRate, years: term } = deal.terms;
  if (saved > 0) {
    const back = paybackYears === null ? '' : ` and pays back in ${years(paybackYears)} of ${formatNumber(term)}`;
    return [
      `Contradiction: in plain sums ${WAY_NAMES[owned].verb} is ${usd(saved)} cheaper than ${WAY_NAMES[rented].verb}${back}, yet its net present value at ${percentText(discountRate)} is ${usd(npvUsd)}. A verdict “buy” on the sums alone counts no cost of capital.`,
    ];
  }
  return [
    `Contradiction: in plain sums ${WAY_NAMES[owned].verb} is ${usd(-saved)} dearer than ${WAY_NAMES[rented].verb}, yet its net present value, after tax, is ${usd(npvUsd)}.`,
  ];
};

const breakEven = ({ deal, rented, neededShare, ...comparison }: Comparison): string[] => {
  const { breakEvenUtilisation: plain, breakEvenUtilisationDiscounted: discounted } = comparison;
  if (plain === null || discounted === null || rented === 'reserved') return [];
  const from = (share: number): string =>
    share > 1 ? 'in no share of the hours' : `from ${percentText(share)} of all hours on`;
  const needed =
    neededShare === null ? '' : `; the load needs the fleet for ${percentText(neededShare)} of them, hour by hour`;
  return [
    `Owning costs less ${from(discounted)} at the cost of capital (in plain sums ${from(plain)}); compared is a rent for ${percentText(deal.utilisation)} of all hours${needed}.`,
  ];
};

export interface Verdict {
  readonly headline: string;
  readonly remarks: readonly string[];
}

/** The answer in words, with what it would be wrong to leave out. */
export const verdictOf = (comparison: Comparison, decision: DecisionAnswer): Verdict => {
  const { owned, rented, npvUsd, deal } = comparison;
  const { probabilityOwnCheaper: likely, best, evpiUsd } = decision;
  if (rented === null || npvUsd === null || likely === null) {
    return {
      headline: 'There is no rent to hold owning against: nobody published one for this accelerator.',
      remarks: ['Set economics.usdPerGpuHour, reservedUsdPerGpuHour or spotUsdPerGpuHour.'],
    };
  }
  const cheaper = npvUsd > 0 ? owned : rented;
  const dearer = npvUsd > 0 ? rented : owned;
  const chance = npvUsd > 0 ? likely : 1 - likely;
  const headline =
    `${capital(WAY_NAMES[cheaper].verb)} is ${usd(Math.abs(npvUsd))} cheaper than ${WAY_NAMES[dearer].verb} over ` +
    `${years(deal.terms.years)} at today’s value; it turns out so in ${shareText(chance)}.`;
  const certainty = decision.ways.find(({ id }) => id === best)?.probabilityCheapest ?? NaN;
  return {
    headline,
    remarks: [
      ...contradiction(comparison),
      ...breakEven(comparison),
      ...(best === owned || best === rented
        ? []
        : [`Cheapest of all on average is ${WAY_NAMES[best].verb}: it is so in ${shareText(certainty)}.`]),
      ...(certainty < SURE
        ? [
            `That is open: ${WAY_NAMES[best].verb} turns out wrong in ${shareText(1 - certainty)} and costs ${usd(evpiUsd)} too much on average, which is what knowing everything before choosing would be worth.`,
          ]
        : []),
    ],
  };
};

/** Electricity's share of what a plan costs, said beside every bill; null where it is in a rent or not known. */
export const electricityWords = ({ cost }: Pick<Plan, 'cost'>): string | null =>
  cost.electricityShare === null
    ? null
    : `Electricity is ${formatNumber(cost.electricityShare, 2)} % of what this fleet costs; the rest is mostly its price.`;
