/**
 * Contradictions that were looked at and stay: what the sources print, and why it is kept. `npm test` fails on an entry
 * that no contradiction needs any more, and on a contradiction without an entry.
 */
export interface StatedContradiction {
  readonly ids: readonly string[];
  readonly rules: RegExp;
  readonly reason: string;
}

export const statedContradictions: readonly StatedContradiction[] = [
  {
    ids: ['b100', 'b200-sxm'],
    rules: /^bandwidth against its memory bus/,
    reason:
      'NVIDIA prints 8 TB/s for the family; system files and secondary tables give the shipped B200 7.5 GT/s, 7.7 TB/s. The maker’s figure is kept and fits are made against it; the other stands beside it.',
  },
  {
    ids: ['supermicro-sys-421ge-tnrt'],
    rules: /^weight of its height/,
    reason:
      'The device-type library prints a net weight, most likely without the accelerators; no other was found. A rack of these is heavier than a plan says.',
  },
  {
    ids: ['h20'],
    rules: /^FLOP for a byte/,
    reason: 'The export version of the H100: compute was cut, memory was not.',
  },
  {
    ids: ['h20'],
    rules: /^fp32/,
    reason:
      'Secondary pages print 44 TFLOP/s beside 78 SMs; that asks for 2,200 MHz, and Hopper’s highest clock is 1,980. One of the two is wrong and no page of the maker was found. No plan uses fp32; the 148 TFLOP/s of bf16 fit a quarter of the H100’s rate a unit.',
  },
  {
    ids: ['b200-sxm', 'gb200'],
    rules: /^memory/,
    reason: 'The maker sells 180 and 186 of the 192 GB that eight stacks hold; other sources print 192.',
  },
  {
    ids: ['tpu-v6e'],
    rules: /^FLOP for a byte/,
    reason: 'Both figures stand on the same page of Google; its older copy says 1,640 GB/s, the newer 1,600.',
  },
  {
    ids: ['b300-sxm', 'gb300'],
    rules: /^int8/,
    reason:
      'Blackwell Ultra cut int8: the datasheet prints 307 and 330 TOPS, sparse. Other tables carry the older rate on.',
  },
  {
    ids: ['b300-sxm', 'gb300'],
    rules: /^fp4/,
    reason: 'Blackwell Ultra raised fp4 alone; sources for the B300 print 12,600 to 15,000 TFLOP/s.',
  },
  {
    ids: ['rtx-4090'],
    rules: /^int8/,
    reason:
      'fp16, bf16 and fp8 are the rates with fp32 accumulation, half of those with fp16 accumulation; int8 has one rate.',
  },
  {
    ids: ['gaudi3'],
    rules: /^(bf16|tf32)/,
    reason: 'As the source prints it: fp16 and tf32 at 459 beside bf16 at 1,677; plans use bf16.',
  },
  {
    ids: ['trainium1', 'trainium2', 'inferentia2'],
    rules: /^(tf32|int8)/,
    reason: 'As AWS prints it: tf32 and cfp8 at the rate of bf16, int8 at about twice.',
  },
  {
    ids: ['gpt-2-xl', 'gpt-neox-20b', 'kimi-k2'],
    rules: /parameters from the dimensions$/,
    reason: 'The published count is rounded to the size in the name; plans count from the dimensions.',
  },
  {
    ids: ['gopher-280b', 'chinchilla-70b'],
    rules: /^parameters from the dimensions$/,
    reason: 'Vocabulary and relative-position weights were not read, so that the dimensions come out 8 % low.',
  },
  {
    ids: [
      'llama-4-maverick',
      'llama-4-scout',
      'qwen3-30b-a3b',
      'qwen3-vl-30b-a3b',
      'qwen3.5-122b-a10b',
      'qwen3.5-397b-a17b',
    ],
    rules: /^active parameters/,
    reason: 'The published active count has the table of input embeddings in it.',
  },
  {
    ids: ['minimax-m2.5', 'glm-5', 'glm-5.1'],
    rules: /^active parameters/,
    reason: 'The published active count is rounded to one digit or two.',
  },
  {
    ids: ['kimi-k2.5', 'mimo-7b'],
    rules: /^(active )?parameters/,
    reason: 'The published count is rounded, or has a layer of multi-token prediction in it.',
  },
  {
    ids: ['gemma-4-26b-a4b'],
    rules: /^parameters/,
    reason: 'The published count leaves the encoder of pictures out, 0.56 B.',
  },
  {
    ids: ['superpod-b300-xdr'],
    rules: /^accelerators of its nodes$/,
    reason: '1,296 nodes of 8 are 10,368 GPUs; the 9,216 in the last row of the source are an error there.',
  },
  {
    ids: ['superpod-b300-xdr', 'superpod-b300-ethernet'],
    rules: /^power of a rack$/,
    reason: 'The pod prints a rounded or least figure ("exceeds 50 kW"); the server’s own maximum is 14.5 kW.',
  },
];
