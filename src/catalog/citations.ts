/** Who says so: enough to find a print again. What is not known is null. */
export interface Citation {
  readonly author: string;
  readonly title: string;
  /** As precise as the print has it: 2023-02-12, 2023-02, 2023. */
  readonly date: string | null;
  /** URL, arXiv or DOI; null where none was kept. */
  readonly address: string | null;
}

const arxiv = (id: string): string => `https://arxiv.org/abs/${id}`;

/** The prints that published cases and factors are taken from, each once. */
export const CITATIONS = {
  guosheng: {
    author: 'Liu Gaochang, Yang Ran (Guosheng Securities), reported by Wallstreetcn on 2023-02-14',
    title: 'Chatgpt 需要多少算力 (How much computing power does ChatGPT need)',
    date: '2023-02-12',
    address: 'http://link.sov5.org/l/WZ9HcOLNB6 (snapshot of the core of the report)',
  },
  unite: {
    author: 'Unite.AI',
    title: 'AI training costs continue to plummet',
    date: null,
    address: null,
  },
  uniteVi: {
    author: 'Unite.AI, Vietnamese machine translation whose numbers are permuted',
    title: 'AI training costs continue to plummet',
    date: null,
    address: null,
  },
  rising: {
    author: 'an English article on the cost of LLM training, author not kept (LayerStack has one of this title)',
    title: 'The rising costs of training large language models',
    date: null,
    address: 'https://layerstack.com/blog/the-rising-costs-of-training-large-language-models-llms (by its title)',
  },
  ark2023: {
    author: 'Frank Downing, Will Summerlin (ARK Invest)',
    title: 'Big Ideas 2023: Artificial Intelligence',
    date: '2023-01-31',
    address: 'https://www.ark-invest.com/big-ideas-2023/artificial-intelligence',
  },
  ark2024: {
    author: 'ARK Invest, reported by Benzinga',
    title: 'Big Ideas 2024',
    date: '2024-02',
    address:
      'https://benzinga.com/news/24/02/36882867/ai-revolution-ignited-ark-invest-predicts-75-annual-drop-in-training-costs-by-2030',
  },
  openaiEfficiency: {
    author: 'Danny Hernandez, Tom Brown (OpenAI)',
    title: 'Measuring the Algorithmic Efficiency of Neural Networks',
    date: '2020-05-08',
    address: arxiv('2005.04305'),
  },
  oneflow: {
    author: 'Sunyan, in Chinese by OneFlow',
    title: 'ChatGPT 背后的经济账 (The Economics of Large Language Models)',
    date: '2023-02',
    address: 'https://xie.infoq.cn (article 6da6f2ce…); https://www.kuxai.com/article/798',
  },
  lambda: {
    author: 'Chuan Li (Lambda)',
    title: 'OpenAI’s GPT-3 Language Model: A Technical Overview',
    date: '2020-06-03',
    address: 'https://lambdalabs.com/blog/demystifying-gpt-3',
  },
  mosaic: {
    author: 'Abhi Venigalla, Linden Li (MosaicML)',
    title: 'Mosaic LLMs: GPT-3 quality for <$500k',
    date: '2022-09-29',
    address: 'https://www.databricks.com/blog/gpt-3-quality-for-500k',
  },
  epoch: {
    author: 'Ben Cottier, Robi Rahman, Loredana Fattorini, Nestor Maslej, David Owen (Epoch AI)',
    title: 'The rising costs of training frontier AI models, with the data of epoch-research/training-cost-trends',
    date: '2024-05-31',
    address: arxiv('2405.21015'),
  },
  palm: {
    author: 'Aakanksha Chowdhery et al. (Google)',
    title: 'PaLM: Scaling Language Modeling with Pathways',
    date: '2022-04-05',
    address: arxiv('2204.02311'),
  },
  heim: {
    author: 'Lennart Heim',
    title: 'Estimating PaLM’s training cost',
    date: '2022-04-05',
    address: 'https://blog.heim.xyz/palm-training-cost/',
  },
  gpt3: {
    author: 'Tom Brown et al. (OpenAI)',
    title: 'Language Models are Few-Shot Learners',
    date: '2020-05-28',
    address: arxiv('2005.14165'),
  },
  gopher: {
    author: 'Jack Rae et al. (DeepMind)',
    title: 'Scaling Language Models: Methods, Analysis & Insights from Training Gopher',
    date: '2021-12-08',
    address: arxiv('2112.11446'),
  },
  goldstein: {
    author: 'Tom Goldstein',
    title: 'How many GPUs does it take to run ChatGPT? (thread)',
    date: '2022-12-06',
    address: 'https://threadreaderapp.com/thread/1600196981955100694',
  },
  semianalysis: {
    author: 'Dylan Patel, Afzal Ahmad (SemiAnalysis)',
    title: 'The Inference Cost Of Search Disruption – Large Language Model Cost Analysis',
    date: '2023-02-09',
    address: 'https://newsletter.semianalysis.com/p/the-inference-cost-of-search-disruption',
  },
  bloom: {
    author: 'Alexandra Sasha Luccioni, Sylvain Viguier, Anne-Laure Ligozat',
    title: 'Estimating the Carbon Footprint of BLOOM, a 176B Parameter Language Model',
    date: '2022-11-03',
    address: arxiv('2211.02001'),
  },
  llama31: {
    author: 'Meta',
    title: 'Llama 3.1 model card',
    date: '2024-07-23',
    address: 'https://huggingface.co/meta-llama/Llama-3.1-405B',
  },
  llama1: {
    author: 'Hugo Touvron et al. (Meta)',
    title: 'LLaMA: Open and Efficient Foundation Language Models',
    date: '2023-02-27',
    address: arxiv('2302.13971'),
  },
  llmAnalysis: {
    author: 'Cheng Li',
    title: 'llm-analysis, examples/llama/README.md',
    date: '2023',
    address: 'https://github.com/cli99/llm-analysis',
  },
  megatron: {
    author: 'Deepak Narayanan et al. (NVIDIA)',
    title: 'Efficient Large-Scale Language Model Training on GPU Clusters Using Megatron-LM',
    date: '2021-04-09',
    address: arxiv('2104.04473'),
  },
  mtnlg: {
    author: 'Shaden Smith et al. (NVIDIA, Microsoft)',
    title:
      'Using DeepSpeed and Megatron to Train Megatron-Turing NLG 530B; figures in examples/megatron-turing-nlg of llm-analysis',
    date: '2022-01-28',
    address: arxiv('2201.11990'),
  },
  ecologits: {
    author: 'GenAI Impact',
    title: 'EcoLogits methodology: LLM inference',
    date: '2026-03',
    address: 'https://ecologits.ai/latest/methodology/llm_inference/',
  },
  clustermax: {
    author: 'SemiAnalysis',
    title: 'ClusterMAX: total cost of ownership',
    date: null,
    address: 'https://www.clustermax.ai/tco',
  },
  legitlads: {
    author: 'legitlads.com',
    title: 'Own against rent, 64 accelerators',
    date: null,
    address: 'https://legitlads.com (read as an excerpt)',
  },
  mlsysim: {
    author: 'Harvard Edge Computing Lab',
    title: 'mlsysim: golden tests',
    date: '2026-04',
    address: 'https://github.com/harvard-edge/cs249r_book (mlsysim)',
  },
  focus: {
    author: 'FinOps Foundation',
    title: 'FOCUS specification 1.2',
    date: '2025-05',
    address: 'https://focus.finops.org',
  },
  lbnl: {
    author: 'Arman Shehabi et al. (Lawrence Berkeley National Laboratory)',
    title: '2024 United States Data Center Energy Usage Report',
    date: '2024-12',
    address: 'https://doi.org/10.71468/P1WC7Q',
  },
  gemini: {
    author: 'Cooper Elsworth et al. (Google)',
    title: 'Measuring the environmental impact of delivering AI at Google Scale',
    date: '2025-08-21',
    address: arxiv('2508.15734'),
  },
  aiIndex: {
    author: 'Stanford HAI',
    title: 'AI Index Report 2025',
    date: '2025-04-07',
    address: 'https://hai.stanford.edu/ai-index/2025-ai-index-report',
  },
  a16z: {
    author: 'Guido Appenzeller (a16z)',
    title: 'Welcome to LLMflation',
    date: '2024-11-12',
    address: 'https://a16z.com/llmflation-llm-inference-cost/',
  },
  metaRsc: {
    author: 'Apostolos Kokolis et al. (Meta)',
    title: 'Revisiting Reliability in Large-Scale Machine Learning Research Clusters',
    date: '2024-10-29',
    address: arxiv('2410.21680'),
  },
  llama3: {
    author: 'Llama Team (Meta)',
    title: 'The Llama 3 Herd of Models',
    date: '2024-07-31',
    address: arxiv('2407.21783'),
  },
  alpaca: {
    author: 'Rohan Taori et al. (Stanford)',
    title: 'Alpaca: A Strong, Replicable Instruction-Following Model',
    date: '2023-03-13',
    address: 'https://crfm.stanford.edu/2023/03/13/alpaca.html',
  },
  lora: {
    author: 'Edward Hu et al. (Microsoft)',
    title: 'LoRA: Low-Rank Adaptation of Large Language Models',
    date: '2021-06-17',
    address: arxiv('2106.09685'),
  },
  minitron: {
    author: 'Saurav Muralidharan et al. (NVIDIA)',
    title: 'Compact Language Models via Pruning and Knowledge Distillation',
    date: '2024-07-19',
    address: arxiv('2407.14679'),
  },
  shearedLlama: {
    author: 'Mengzhou Xia et al. (Princeton)',
    title: 'Sheared LLaMA: Accelerating Language Model Pre-training via Structured Pruning',
    date: '2023-10-10',
    address: arxiv('2310.06694'),
  },
  fp8lm: {
    author: 'Houwen Peng et al. (Microsoft)',
    title: 'FP8-LM: Training FP8 Large Language Models',
    date: '2023-10-27',
    address: arxiv('2310.18313'),
  },
  dclm: {
    author: 'Jeffrey Li et al.',
    title: 'DataComp-LM: In search of the next generation of training sets for language models',
    date: '2024-06-17',
    address: arxiv('2406.11794'),
  },
  inferenceX: {
    author: 'SemiAnalysis',
    title: 'InferenceX-app: GPU_SPECS',
    date: '2026-04',
    address: 'https://github.com/SemiAnalysisAI/InferenceX-app',
  },
  klockwood: {
    author: 'Klockwood',
    title: 'table of interruptions of training jobs (read as an excerpt)',
    date: null,
    address: null,
  },
  neoprimate: {
    author: 'neoprimate',
    title: 'table of Erlang’s C formula',
    date: null,
    address: 'https://neoprimate.github.io',
  },
  aiconfigurator: {
    author: 'NVIDIA (ai-dynamo)',
    title: 'aiconfigurator README: Qwen3-32B-FP8 on 32 H200',
    date: '2026-08',
    address: 'https://github.com/ai-dynamo/aiconfigurator',
  },
  netbox: {
    author: 'netbox-community',
    title: 'issue 11041: power utilisation',
    date: '2022-11',
    address: 'https://github.com/netbox-community/netbox/issues/11041',
  },
  ausnog: {
    author: 'AusNOG mailing list',
    title: 'derating of feeds',
    date: null,
    address: null,
  },
  autolink: {
    author: 'AIDC AutoLink',
    title: 'rail rule of its fabric design, and its own test of it',
    date: '2026-08',
    address: null,
  },
  erlang: {
    author: 'Erlang’s C formula',
    title: 'values as printed in the Nemotron-CC-Math corpus (C(10, 6) about 0.10)',
    date: null,
    address: null,
  },
} as const satisfies Readonly<Record<string, Citation>>;

export type CitationId = keyof typeof CITATIONS;

/** "Author, “Title”, date, address". */
export const citationText = ({ author, title, date, address }: Citation): string =>
  `${author}, “${title}”, ${date ?? 'no date kept'}, ${address ?? 'no address kept'}`;
