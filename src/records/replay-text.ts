/**
 * A replayed layer in words: `replay:model=llama-2-7b;phase=prefill;…` → "llama-2-7b, prefill of 128 tokens, width ÷ 8", or
 * "llama-3-8b, decode of 16 sequences over 128 tokens, width ÷ 8".
 */
export const replayText = (id: string): string => {
  const facts = new Map(
    id
      .replace(/^replay:/, '')
      .split(';')
      .map((part) => part.split('=') as [string, string]),
  );
  const fact = (name: string): string => facts.get(name) ?? '?';
  const sequences = fact('sequences');
  const counted = sequences === '1' ? '1 sequence' : `${sequences} sequences`;
  const pass =
    fact('phase') === 'decode'
      ? `decode of ${counted} over ${fact('context')} tokens`
      : `${fact('phase')} of ${sequences === '1' ? '' : `${sequences} × `}${fact('tokens')} tokens`;
  return `${fact('model')}, ${pass}, width ÷ ${fact('divisor')}`;
};
