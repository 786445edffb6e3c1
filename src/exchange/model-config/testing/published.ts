/**
 * What makers publish of the models whose `config.json` stands in configs/ (as stored in ai-dynamo/aiconfigurator, Apache-2.0,
 * snapshot of 2026-08-21), and how many bytes of keys and values a token takes by hand: layers × heads × size × 2 × 2 bytes
 * and what else there is, over the tokens of the context where it does not grow with it.
 */
export interface PublishedModel {
  /** Names of the files without ending. */
  readonly files: readonly string[];
  /** 10⁹ parameters. */
  readonly total: number;
  readonly active: number;
  /** The maker counts the table of input embeddings as active. */
  readonly activeWithTable?: true;
  readonly source: string;
  /** Products and sums, over `n`, the tokens of the context. */
  readonly kv: string;
}

const card = (name: string): string => `model card of ${name}`;

export const PUBLISHED: readonly PublishedModel[] = [
  {
    files: ['MiniMaxAI--MiniMax-M2.5', 'nvidia--MiniMax-M2.5-NVFP4'],
    total: 230,
    active: 10,
    source: card('MiniMaxAI/MiniMax-M2.5'),
    kv: '62*8*128*2*2',
  },
  { files: ['Qwen--Qwen3-0.6B'], total: 0.6, active: 0.6, source: card('Qwen/Qwen3-0.6B'), kv: '28*8*128*2*2' },
  { files: ['Qwen--Qwen3-8B'], total: 8.2, active: 8.2, source: card('Qwen/Qwen3-8B'), kv: '36*8*128*2*2' },
  {
    files: ['Qwen--Qwen3-32B', 'Qwen--Qwen3-32B-FP8', 'Qwen--Qwen3-32B-FP8-Static-PerTensor'],
    total: 32.8,
    active: 32.8,
    source: card('Qwen/Qwen3-32B'),
    kv: '64*8*128*2*2',
  },
  {
    files: ['Qwen--Qwen3-30B-A3B', 'Qwen--Qwen3-30B-A3B-FP8'],
    total: 30.5,
    active: 3.3,
    source: card('Qwen/Qwen3-30B-A3B'),
    kv: '48*4*128*2*2',
  },
  {
    files: ['Qwen--Qwen3-235B-A22B', 'Qwen--Qwen3-235B-A22B-FP8', 'nvidia--Qwen3-235B-A22B-NVFP4'],
    total: 235,
    active: 22,
    source: card('Qwen/Qwen3-235B-A22B'),
    kv: '94*4*128*2*2',
  },
  {
    files: ['Qwen--Qwen3-Coder-480B-A35B-Instruct'],
    total: 480,
    active: 35,
    source: card('Qwen/Qwen3-Coder-480B-A35B-Instruct'),
    kv: '62*8*128*2*2',
  },
  {
    files: ['Qwen--Qwen3-VL-2B-Instruct'],
    total: 2.13,
    active: 2.13,
    source: 'weights of Qwen/Qwen3-VL-2B-Instruct on the hub, with their encoder',
    kv: '28*8*128*2*2',
  },
  {
    files: ['Qwen--Qwen3-VL-8B-Instruct'],
    total: 8.77,
    active: 8.77,
    source: 'weights of Qwen/Qwen3-VL-8B-Instruct on the hub, with their encoder',
    kv: '36*8*128*2*2',
  },
  {
    files: ['Qwen--Qwen3-VL-30B-A3B-Instruct'],
    total: 31.1,
    active: 3.3,
    source: 'weights of Qwen/Qwen3-VL-30B-A3B-Instruct on the hub, with their encoder',
    kv: '48*4*128*2*2',
  },
  {
    files: ['Qwen--Qwen3-VL-235B-A22B-Instruct'],
    total: 236,
    active: 22,
    source: 'weights of Qwen/Qwen3-VL-235B-A22B-Instruct on the hub, with their encoder',
    kv: '94*4*128*2*2',
  },
  { files: ['Qwen--Qwen3.5-35B-A3B'], total: 35, active: 3, source: card('Qwen/Qwen3.5-35B-A3B'), kv: '10*2*256*2*2' },
  {
    files: ['Qwen--Qwen3.5-122B-A10B', 'nvidia--Qwen3.5-122B-A10B-NVFP4'],
    total: 122,
    active: 10,
    activeWithTable: true,
    source: card('Qwen/Qwen3.5-122B-A10B'),
    kv: '12*2*256*2*2',
  },
  {
    files: ['Qwen--Qwen3.5-397B-A17B', 'nvidia--Qwen3.5-397B-A17B-NVFP4'],
    total: 397,
    active: 17,
    source: card('Qwen/Qwen3.5-397B-A17B'),
    kv: '15*2*256*2*2',
  },
  {
    files: ['XiaomiMiMo--MiMo-7B-Base'],
    total: 7.83,
    active: 7.83,
    source: 'weights of XiaomiMiMo/MiMo-7B-Base on the hub, with a layer of multi-token prediction',
    kv: '36*8*128*2*2',
  },
  {
    files: ['deepseek-ai--DeepSeek-V3', 'deepseek-ai--DeepSeek-R1', 'nvidia--DeepSeek-V3.1-NVFP4'],
    total: 671,
    active: 37,
    source: 'deepseek-ai/DeepSeek-V3, README_WEIGHTS.md',
    kv: '61*(512+64)*2',
  },
  {
    files: ['deepseek-ai--DeepSeek-V3.2', 'nvidia--DeepSeek-V3.2-NVFP4'],
    total: 671,
    active: 37,
    source: card('deepseek-ai/DeepSeek-V3.2'),
    kv: '61*(512+64)*2 + 61*(128+4)',
  },
  {
    files: ['deepseek-ai--DeepSeek-V4-Flash', 'nvidia--DeepSeek-V4-Flash-NVFP4', 'sgl-project--DeepSeek-V4-Flash-FP8'],
    total: 284,
    active: 13,
    source: card('deepseek-ai/DeepSeek-V4-Flash'),
    kv: '43*512*2*128/n + 21*512*2/4 + 20*512*2/128 + 21*(128+4)/4',
  },
  {
    files: ['google--gemma-4-26B-A4B', 'nvidia--Gemma-4-26B-A4B-NVFP4'],
    total: 25.2,
    active: 3.8,
    source: card('google/gemma-4-26B-A4B'),
    kv: '5*2*512*2*2 + 25*8*256*2*2*1024/n',
  },
  {
    files: ['meta-llama--Llama-4-Scout-17B-16E-Instruct'],
    total: 109,
    active: 17,
    source: card('meta-llama/Llama-4-Scout-17B-16E-Instruct'),
    kv: '12*8*128*2*2 + 36*8*128*2*2*min(n,8192)/n',
  },
  {
    files: ['meta-llama--Meta-Llama-3.1-8B'],
    total: 8.03,
    active: 8.03,
    source: card('meta-llama/Llama-3.1-8B'),
    kv: '32*8*128*2*2',
  },
  {
    files: ['meta-llama--Meta-Llama-3.1-70B', 'nvidia--Llama-3.1-70B-Instruct-FP8'],
    total: 70.6,
    active: 70.6,
    source: card('meta-llama/Llama-3.1-70B'),
    kv: '80*8*128*2*2',
  },
  {
    files: ['meta-llama--Meta-Llama-3.1-405B'],
    total: 405,
    active: 405,
    source: card('meta-llama/Llama-3.1-405B'),
    kv: '126*8*128*2*2',
  },
  {
    files: ['mistralai--Mixtral-8x7B-v0.1'],
    total: 46.7,
    active: 12.9,
    source: 'Jiang et al., Mixtral of Experts (arXiv 2401.04088)',
    kv: '32*8*128*2*2',
  },
  {
    files: ['mistralai--Mixtral-8x22B-v0.1'],
    total: 141,
    active: 39,
    source: card('mistralai/Mixtral-8x22B-v0.1'),
    kv: '56*8*128*2*2',
  },
  {
    files: ['moonshotai--Kimi-K2-Instruct'],
    total: 1000,
    active: 32,
    source: card('moonshotai/Kimi-K2-Instruct'),
    kv: '61*(512+64)*2',
  },
  {
    files: ['moonshotai--Kimi-K2.5', 'nvidia--Kimi-K2.5-NVFP4'],
    total: 1000,
    active: 32,
    source: card('moonshotai/Kimi-K2.5'),
    kv: '61*(512+64)*2',
  },
  {
    files: ['zai-org--GLM-5', 'zai-org--GLM-5-FP8', 'zai-org--GLM-5.1', 'nvidia--GLM-5-NVFP4', 'nvidia--GLM-5.1-NVFP4'],
    total: 744,
    active: 40,
    source: card('zai-org/GLM-5'),
    kv: '78*(512+64)*2 + 78*(128+4)',
  },
  {
    files: ['nvidia--Llama-3_3-Nemotron-Super-49B-v1'],
    total: 49.9,
    active: 49.9,
    source: card('nvidia/Llama-3_3-Nemotron-Super-49B-v1'),
    kv: '49*8*128*2*2',
  },
  {
    files: ['nvidia--NVIDIA-Nemotron-3-Nano-30B-A3B-BF16', 'nvidia--NVIDIA-Nemotron-3-Nano-30B-A3B-NVFP4'],
    total: 31.6,
    active: 3.2,
    source: card('nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16'),
    kv: '6*2*128*2*2',
  },
  {
    files: [
      'nvidia--NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16',
      'nvidia--NVIDIA-Nemotron-3-Ultra-550B-A55B-FP8',
      'nvidia--NVIDIA-Nemotron-3-Ultra-550B-A55B-NVFP4',
    ],
    total: 550,
    active: 55,
    source: card('nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16'),
    kv: '12*2*128*2*2',
  },
  {
    files: ['nvidia--Nemotron-H-56B-Base-8K'],
    total: 56,
    active: 56,
    source: card('nvidia/Nemotron-H-56B-Base-8K'),
    kv: '10*8*128*2*2',
  },
  {
    files: ['openai--gpt-oss-120b'],
    total: 116.8,
    active: 5.1,
    source: card('openai/gpt-oss-120b'),
    kv: '18*8*64*2*2 + 18*8*64*2*2*128/n',
  },
  {
    files: ['openai--gpt-oss-20b'],
    total: 20.9,
    active: 3.6,
    source: card('openai/gpt-oss-20b'),
    kv: '12*8*64*2*2 + 12*8*64*2*2*128/n',
  },
];

/** The value of such an expression at a context of `n` tokens. */
export const byHand = (expression: string, n: number): number => {
  const tokens = expression.match(/\d+|min|[a-z]+|[-+*/(),]/g) ?? [];
  let at = 0;
  const take = (): string => tokens[at++] ?? '';
  const atom = (): number => {
    const token = take();
    if (token === 'n') return n;
    if (token === 'min') {
      take();
      const first = sum();
      take();
      const second = sum();
      take();
      return Math.min(first, second);
    }
    if (token !== '(') return Number(token);
    const inner = sum();
    take();
    return inner;
  };
  const product = (): number => {
    let value = atom();
    while (tokens[at] === '*' || tokens[at] === '/') value = take() === '*' ? value * atom() : value / atom();
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+') {
      take();
      value += product();
    }
    return value;
  };
  return sum();
};
