import { citationText } from '../catalog/citations.ts';
import { judge, type PublishedCase, type VerifiedCase } from './case.ts';
import { fabricCases } from './fabric-cases.ts';
import { seedCases } from './seed-cases.ts';
import { servingCases } from './serving-cases.ts';
import { trainingCases } from './training-cases.ts';

/** Every published case that the product knows. */
export const publishedCases = (): readonly PublishedCase[] => [
  ...seedCases,
  ...trainingCases,
  ...servingCases,
  ...fabricCases(),
];

const verifyCase = (published: PublishedCase): VerifiedCase => {
  const { id, label, unit, printed, tolerance, why, note, citation, compute } = published;
  const computed = compute?.() ?? { value: null, arithmetic: '' };
  const { value, arithmetic } = computed;
  return {
    id,
    label,
    unit,
    printed,
    computed: value,
    difference: value === null ? null : value - printed,
    differencePercent: value === null || printed === 0 ? null : 100 * (value / printed - 1),
    tolerance,
    verdict: judge(published, computed),
    explanation: why ?? note ?? null,
    arithmetic,
    source: citationText(citation),
    citation,
  };
};

/** Does it still agree? Every published figure, computed again. */
export const verify = (cases: readonly PublishedCase[] = publishedCases()): readonly VerifiedCase[] =>
  cases.map(verifyCase);
