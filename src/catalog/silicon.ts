import type { Tier } from '../records/tier.ts';

/**
 * What a chip is made of, as far as products run on it: the units that take the tiles of a product side by side (SMs of
 * NVIDIA, CUs of AMD, cores of Apple), the clock of its matrix units, and its memory bus. Null where no source was read.
 */
export interface Silicon {
  readonly computeUnits: number;
  /** Boost clock; of the matrix units where they have one of their own. */
  readonly clockMHz: number | null;
  readonly busBits: number | null;
  /** Transfers a second of a wire of the bus. */
  readonly gigatransfersPerS: number | null;
  readonly tier: Tier;
  readonly source: string;
  /** What another source says of a field. */
  readonly otherValues?: readonly { readonly field: string; readonly value: number; readonly source: string }[];
}

const silicon =
  (tier: Tier, source: string) =>
  (
    computeUnits: number,
    clockMHz: number | null = null,
    busBits: number | null = null,
    gigatransfersPerS: number | null = null,
  ): Silicon => ({ computeUnits, clockMHz, busBits, gigatransfersPerS, tier, source });

const maker = (source: string) => silicon('datasheet', source);
const secondary = (source: string) => silicon('published', source);

const aiconfigurator = 'aiconfigurator’s system files (ai-dynamo/aiconfigurator)';
const codeTables = secondary('tables of SMs by device name in public code, three of them alike');
const gpuSpecs = 'gpu_specs.csv of lambdabrendan/Lambda-LLM-Calculator (huggingface.co)';
const hopper = `${aiconfigurator}; glennklockwood.com/garden/processors/h100 (132 SMs, 1.83 GHz in low precision)`;
const rocm = maker('AMD GPU specifications, rocm.docs.amd.com/en/7.13.0-preview/reference/gpu-specs.html');
const appleMax = secondary('techtelegraph.co.uk, M1 Max, M2 Max and M4 Max compared; full version of each');

const volta = secondary(
  `hmc-tech.com, V100 (80 SMs); pmc.ncbi.nlm.nih.gov PMC10448217 table 3 (1,530 MHz); ${gpuSpecs} (4,096 bits)`,
)(80, 1530, 4096);

/** Collected on 2026-11-22. */
const SILICON: Readonly<Record<string, Silicon>> = {
  'v100-sxm2-16gb': volta,
  'v100-sxm2-32gb': volta,
  t4: secondary('sysrqmts.com, A100 SXM4 40 GB vs Tesla T4')(40, 1590, 256, 10),
  a10: secondary('sysrqmts.com, A10 PCIe')(72, 1695, 384, 12.5),
  a30: codeTables(56),
  a40: secondary('sysrqmts.com, A40 PCIe')(84, 1740, 384, 14.5),
  'a100-pcie-40gb': secondary(`${aiconfigurator}; clock of the SXM card`)(108, 1410),
  'a100-sxm-40gb': secondary('sysrqmts.com, A100 SXM4 40 GB vs Tesla T4')(108, 1410, 5120, 2.4),
  'a100-pcie-80gb': secondary(`${aiconfigurator}; clock of the SXM card; ${gpuSpecs} (5,120 bits)`)(108, 1410, 5120),
  'a100-sxm-80gb': secondary(
    `${aiconfigurator}; sysrqmts.com, A100 SXM4 (1,410 MHz); ${gpuSpecs} (5,120 bits, 1,593 MHz twice)`,
  )(108, 1410, 5120, 3.186),
  'a800-sxm-80gb': codeTables(108),
  l4: {
    ...secondary(
      'public code tables; fpsbench.com, L4 (7,424 shaders of 128 an SM, 2,040 MHz, 192 bits at 12.5 GT/s). Only 58 give the datasheet’s 30.3 TFLOP/s of fp32 and 121 TFLOP/s of bf16.',
    )(58, 2040, 192, 12.5),
    otherValues: [
      {
        field: 'computeUnits',
        value: 60,
        source: 'hmc-tech.com and pcpartdb.com, L4 (7,680 shaders, 125 TFLOP/s); fpsbench.com beside its 7,424 shaders',
      },
    ],
  },
  l40s: maker(
    'datasheet as on mullet.se (142 RT cores, one to an SM); hmc-tech.com, L40S (2,520 MHz); alldbin.com, L40 (384 bits at 18 GT/s)',
  )(142, 2520, 384, 18),
  'h100-pcie': secondary(
    'archive-lib.hpctech.co.jp, H100 SXM and PCIe; cputronic.com, H100 PCIe (memory 1,593 MHz twice); purepc.pl (5,120 bits)',
  )(114, null, 5120, 3.186),
  'h100-sxm': secondary(`${hopper}; the same page (5 stacks)`)(132, 1830, 5120),
  'h100-nvl': secondary('gpu.blog, H100 NVL; public code tables')(132),
  'h800-sxm': silicon('assumed', 'the published peaks are those of the H100 SXM, so its units are taken to be')(132),
  h20: secondary('zangshuxian.com, after Geekbench 6 results of an H20; clock of the H100 SXM, the same silicon')(
    78,
    1830,
  ),
  'h200-sxm': secondary(`${hopper}; ai-hpc.github.io, 8 × H200 (6 stacks)`)(132, 1830, 6144),
  b100: secondary('hmc-tech.com, B200 vs B100 (tensor clock 1.44 GHz)')(148, 1440, 8192, 7.5),
  'b200-sxm': secondary(`${aiconfigurator}; hmc-tech.com, B200 vs B100 (tensor clock 1.86 GHz)`)(148, 1860, 8192, 7.5),
  gb200: secondary('hmc-tech.com, B200 vs GB200 (296 SMs of two GPUs, tensor clock 2.06 GHz)')(148, 2060, 8192, 7.8),
  'rtx-3090': secondary('topcpu.net and cpu-gpu.alldbin.com, GeForce RTX 3090')(82, 1695, 384, 19.5),
  'rtx-4090': secondary('hmc-tech.com, GeForce RTX 4090')(128, 2520),
  'rtx-5090': secondary('Linux Format, May 2025, GeForce RTX 5090')(170, 2407, 512, 28),
  'rtx-6000-ada': codeTables(142),
  'rtx-pro-6000-server': secondary(
    'cputronic.com, RTX PRO 6000 Blackwell Max-Q: the workstation card of the same chip',
  )(188),
  mi210: secondary('notes of a GROMACS evaluation on an MI210 (gfx90a)')(104),
  mi300x: rocm(304),
  mi325x: rocm(304),
  mi355x: rocm(256),
  'apple-m1-max': appleMax(32),
  'apple-m2-max': appleMax(38),
  'apple-m3-max': secondary('macmegasite.com, 30 October 2024')(40),
  'apple-m4-max': appleMax(40),
};

export const siliconOf = (accelerator: string): Silicon | null => SILICON[accelerator] ?? null;
