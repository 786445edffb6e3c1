/** A replayed layer in words: `replay:model=llama-2-7b;phase=prefill;…` → "llama-2-7b, prefill: 1 × 512 tokens, width ÷ 8". */
export const replayText = (id: string): string => {
  const facts = new Map(
    id
      .replace(/^replay:/, '')
      .split(';')
      .map((part) => part.split('=') as [string, string]),
  );
  const fact = (name: string): string => facts.get(name) ?? '?';
  const context = fact('context') === '0' ? '' : ` after ${fact('context')}`;
  return `${fact('model')}, ${fact('phase')}: ${fact('sequences')} × ${fact('tokens')} tokens${context}, width ÷ ${fact('divisor')}`;
};
