import { citationText, CITATIONS, type CitationId } from '../catalog/citations.ts';
import seeds from '../catalog/facts/seeds.json' with { type: 'json' };
import type { Ledger } from '../plan/ledger.ts';
import type { TrainingLineId } from '../records/training-lines.ts';

interface Printed {
  readonly line: TrainingLineId;
  readonly value: number;
  readonly source: CitationId;
}

const { inputs, exact } = seeds.training;

/** Inputs of published runs, as far as a value alone says whose it is. */
const PRINTED: readonly Printed[] = [
  { line: 'training.params', value: inputs.gpt3.params, source: 'gpt3' },
  { line: 'training.tokens', value: inputs.gpt3.tokens, source: 'gpt3' },
  { line: 'training.params', value: inputs.gopher.params, source: 'gopher' },
  { line: 'training.params', value: inputs.palm.params, source: 'palm' },
  { line: 'training.tokens', value: inputs.palm.tokens, source: 'palm' },
  { line: 'training.params', value: 405e9, source: 'llama3' },
  { line: 'training.tokens', value: 15.6e12, source: 'llama3' },
  { line: 'training.mfu', value: inputs.mfu, source: 'palm' },
  { line: 'training.mfu', value: 0.457, source: 'palm' },
  { line: 'training.flop', value: 2.1e25, source: 'epoch' },
  { line: 'training.usdPerGpuHour', value: exact.impliedUsdPerA100Hour, source: 'oneflow' },
];

/** An input of a published run with its citation; what is no print's is the training's own choice. */
export const askedLine = (ledger: Ledger, line: TrainingLineId, value: number): void => {
  const printed = PRINTED.find((input) => input.line === line && input.value === value);
  if (printed === undefined) ledger.choice(line, value, { source: 'stated in the training' });
  else ledger.input(line, value, citationText(CITATIONS[printed.source]), 'published');
};
