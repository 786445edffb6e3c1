import { present } from '../base/checked.ts';
import { inSentence } from '../base/format.ts';
import { line, linesOf, type HeadlineSpec, type HeadlineTable, type LineSpec, type Section } from './line-spec.ts';
import { TRAINING_SECTIONS, type TrainingLineId } from './training-lines.ts';

/**
 * Every line that a plan's ledger can have, written once: its name, its unit, and where its number is shown beside the
 * ledger. The sections of a plan, the headlines of page and command line, comparisons, differences and uncertainty are
 * read from here, so that a new headline is a new entry and the equation that computes it.
 */

const FIGURE = { figure: true } as const;

const ofLimits = (label: string, unit: string | null = null) => ({
  units: line(`${label}, height`, unit ?? 'U'),
  power: line(`${label}, power`, unit ?? 'kW'),
  air: line(`${label}, heat to air`, unit ?? 'kW'),
  liquid: line(`${label}, heat to liquid`, unit ?? 'kW'),
  cooling: line(`${label}, heat`, unit ?? 'kW'),
  weight: line(`${label}, weight`, unit ?? 'kg'),
});

const room = ofLimits('Room of a rack');
const fitting = ofLimits('Servers per rack', 'servers');
const used = ofLimits('Used in a full rack');
const last = ofLimits('Used in the last rack');

export const LEDGER_SECTIONS = {
  fleet: {
    title: 'Fleet',
    lines: {
      gpus: line('Accelerators', 'GPUs', {
        headline: {
          name: 'GPUs',
          unit: '',
          tables: ['strip', 'modes', 'difference', 'servers'],
          note: { line: 'serving.gpusPerReplica', words: 'per replica' },
        },
      }),
      servers: line('Servers', 'servers', {
        headline: {
          name: 'Servers',
          unit: '',
          tables: ['strip', 'modes', 'difference', 'servers', 'levers'],
          note: { line: 'fleet.spareServers', words: 'spare' },
        },
      }),
      spareServers: line('Spare servers', 'servers', FIGURE),
      racks: line('Racks', 'racks', {
        headline: {
          name: 'Racks',
          unit: '',
          tables: ['strip', 'modes', 'difference', 'servers'],
          note: { line: 'power.kwPerRack', words: 'per rack' },
        },
      }),
      gpusPerRack: line('Accelerators per rack', 'GPUs', FIGURE),
      serversPerRack: line('Servers per rack', 'servers', FIGURE),
      pflopsPerRack: line('Speed of a rack', 'PFLOP/s', FIGURE),
      replicas: line('Replicas for the busiest hour', 'replicas'),
      decodeReplicas: line('Replicas that decode, for the busiest hour', 'replicas'),
      promptReplicas: line('Replicas that read prompts, for the busiest hour', 'replicas'),
      groupsPerServer: line('Tensor-parallel groups per server', 'groups'),
      replicasPerServer: line('Replicas per server', 'replicas'),
      promptReplicasPerServer: line('Replicas that read prompts, per server', 'replicas'),
      promptShare: line('Share of the servers that read prompts', ''),
      restGpus: line('Accelerators of replicas that fill no server', 'GPUs'),
      servingServers: line('Servers for the busiest hour', 'servers'),
      slots: line('Requests that the fleet holds at most', 'requests'),
      inProgress: line('Requests in progress in the busiest hour', 'requests'),
      waitShare: line('Share that would find every slot of the fleet occupied', ''),
      waitP99Ms: line('Wait for a slot of the fleet, p99', 'ms'),
      serverRacks: line('Racks for the servers', 'racks'),
      otherRacks: line('Racks more, for what finds no room beside the servers', 'racks'),
      serversPerRackByUnits: line('Servers per rack by height', 'servers'),
      serversPerRackByPower: line('Servers per rack by power', 'servers'),
      serversPerRackByWeight: line('Servers per rack by weight', 'servers'),
      serversPerRackByAir: line('Servers per rack by what air cools', 'servers'),
      serversPerRackByLiquid: line('Servers per rack by what liquid cools', 'servers'),
      serversPerRackByCooling: line('Servers per rack by what air and liquid cool together', 'servers'),
      rackServersLostWithFeed: line('Servers of a rack that stop with one of its feeds', 'servers'),
      sparesForFailures: line('Spares for single failures', 'servers'),
      replicasLostWithRack: line('Replicas that a rack holds a part of at most', 'replicas'),
      sparesForRack: line('Spares for the loss of one rack', 'servers'),
      serversInRack: line('Servers in a rack at most, so that the others carry the load without it', 'servers'),
      serversAfterRackLoss: line(
        'Servers left when one rack is lost; not fewer than the busiest hour needs',
        'servers',
      ),
      meanLoad: line('Mean utilisation of the servers', ''),
      meanPowerShare: line('Mean share of the power above idle', ''),
      busiestPowerShare: line('Share of the power above idle in the busiest hour', ''),
    },
  },
  power: {
    title: 'Power',
    lines: {
      kwPerRack: line('Power per rack', 'kW', FIGURE),
      itMw: line('IT power', 'MW', FIGURE),
      facilityMw: line('Power of the facility', 'MW', {
        headline: {
          name: 'Facility power',
          unit: 'MW',
          tables: ['strip', 'modes', 'difference', 'servers'],
          note: { line: 'power.itMw', words: 'of IT' },
        },
      }),
      networkKw: line('Power of the network', 'kW', FIGURE),
      meanNetworkKw: line('Mean power of the network', 'kW'),
      equipmentKw: line('Power of the equipment', 'kW', FIGURE),
      meanAcceleratorW: line('Mean power of an accelerator', 'W', FIGURE),
      meanServerKw: line('Mean power of a server', 'kW', FIGURE),
      busiestHourMw: line('Power of the facility in the busiest hour', 'MW'),
      feedKw: line('Usable power of a feed', 'kW'),
      feedBreakerA: line('Breaker of a feed', 'A'),
      feeds: line('Feeds to racks', 'feeds'),
      panels: line('Panels', 'panels'),
      upsUnits: line('UPS units', 'units'),
      feedsMw: line('Usable power of all feeds', 'MW'),
      upsLoad: line('Load of a UPS unit over its rating', ''),
      distributionMw: line('Losses from the grid to the racks', 'MW'),
      coolingMw: line('What the PUE at the peak leaves for cooling and the rest', 'MW'),
    },
  },
  energy: {
    title: 'Energy',
    lines: {
      kwhPerDay: line('Energy', 'kWh/day', {
        headline: { name: 'Energy per day', unit: 'kWh', tables: ['more', 'modes'] },
      }),
      usdPerDay: line('Electricity bill', 'USD/day', {
        headline: { name: 'Electricity per day', unit: 'USD', tables: ['more', 'modes', 'difference'] },
      }),
      idleKwhPerDay: line('Energy of the fleet without any load', 'kWh/day'),
      dearLoadShare: line('Share of what the load draws that falls into the dear hours', ''),
      dearShare: line('Share of the energy that is drawn in the dear hours', ''),
      tariffFactor: line('Price of the energy as it is drawn, over the mean price of a day', ''),
      largestKw: line('Largest power of a month', 'kW'),
      waterLPerDay: line('Water that cooling evaporates', 'L/day'),
      chipKwhPerDay: line('Energy of the accelerators', 'kWh/day', FIGURE),
      serverKwhPerDay: line('Energy of the servers', 'kWh/day', FIGURE),
      chipWhPerQuery: line('Energy of the accelerators per query', 'Wh/query', FIGURE),
      serverWhPerQuery: line('Energy of the servers per query', 'Wh/query', FIGURE),
      whPerQuery: line('Energy per query', 'Wh/query', FIGURE),
    },
  },
  cost: {
    title: 'Cost',
    lines: {
      capexUsd: line('Capital', 'USD', {
        headline: {
          name: 'Capital',
          unit: 'USD',
          column: 'capital USD',
          tables: ['more', 'modes', 'difference', 'servers'],
        },
      }),
      serversUsd: line('Servers at list price', 'USD'),
      networkUsd: line('Switches, optics and cables', 'USD'),
      equipmentUsd: line('Equipment', 'USD'),
      racksUsd: line('Racks', 'USD'),
      powerUsd: line('Power plant', 'USD'),
      coolingUsd: line('Cooling plant', 'USD'),
      buildingUsd: line('Building', 'USD'),
      rackUsd: line('Servers of a full rack', 'USD', FIGURE),
      rackServersUsd: line('Servers of a rack at list price', 'USD'),
      capitalRecoveryFactor: line('Share of the capital paid back each year', '1/year'),
      networkRecoveryFactor: line('Share of the network’s capital paid back each year', '1/year'),
      facilityRecoveryFactor: line('Share of the facility’s capital paid back each year', '1/year'),
      serversUsdPerYear: line('Servers', 'USD/year'),
      networkUsdPerYear: line('Network', 'USD/year'),
      equipmentUsdPerYear: line('Equipment', 'USD/year'),
      racksUsdPerYear: line('Racks', 'USD/year'),
      powerUsdPerYear: line('Power plant', 'USD/year'),
      coolingUsdPerYear: line('Cooling plant', 'USD/year'),
      buildingUsdPerYear: line('Building', 'USD/year'),
      colocationUsdPerYear: line('Colocation', 'USD/year'),
      electricityUsdPerYear: line('Electricity', 'USD/year'),
      maintenanceUsdPerYear: line('Maintenance', 'USD/year'),
      staffUsdPerYear: line('Staff', 'USD/year'),
      rentUsdPerYear: line('Rent', 'USD/year'),
      capexUsdPerDay: line('Capital cost', 'USD/day'),
      usdPerYear: line('Cost per year', 'USD/year', FIGURE),
      usdPerMonth: line('Cost per month', 'USD/month', {
        headline: {
          name: 'Cost per month',
          unit: 'USD',
          column: 'USD/month',
          tables: ['strip', 'modes', 'difference', 'servers', 'levers'],
          note: { line: 'cost.electricityShare', words: '% electricity' },
        },
      }),
      usdPerDay: line('Cost per day', 'USD/day', FIGURE),
      electricityShare: line('Electricity in the cost', '%', FIGURE),
      idleShare: line('Share of the capacity that stands idle, mean', ''),
      idleUsdPerDay: line('Cost of capacity that stands idle', 'USD/day', FIGURE),
      servedShare: line('Load served over the life of the servers, of what full load all along would be', ''),
      usdPerQuery: line('Cost per query', 'USD/query', {
        headline: { name: 'Cost per query', unit: 'USD', tables: ['more', 'difference'] },
      }),
      promptShare: line('Share of the accelerators’ time that goes to prompts', ''),
      usdPerMillionInputTokens: line('Cost per million prompt tokens', 'USD', FIGURE),
      usdPerMillionOutputTokens: line('Cost per million generated tokens', 'USD', {
        headline: {
          name: 'Per M output tokens',
          unit: 'USD',
          column: 'USD/M output',
          tables: ['strip', 'servers', 'levers'],
          note: { line: 'cost.usdPerMillionInputTokens', words: 'USD per million of input' },
        },
      }),
      usdPerMillionTokens: line('Cost per million tokens, in and out', 'USD', FIGURE),
    },
  },
  carbon: {
    title: 'Carbon',
    lines: {
      kgPerDay: line('Operational carbon', 'kg CO2e/day', {
        headline: { name: 'CO2e per day', unit: 'kg', tables: ['more', 'difference'] },
      }),
      kgPerKwh: line('Grid carbon', 'kg/kWh'),
      loadHoursFactor: line('Grid carbon in the hours of the load over its mean', ''),
      drawnKgPerKwh: line('Grid carbon in the hours in which energy is drawn', 'kg/kWh'),
      chipKgPerDay: line('Operational carbon of the accelerators', 'kg CO2e/day', FIGURE),
      serverKgPerDay: line('Operational carbon of the servers', 'kg CO2e/day', FIGURE),
      embodiedKgPerDay: line('Carbon of making the servers, by their service life', 'kg CO2e/day', FIGURE),
      lifecycleKgPerDay: line('Carbon of operation and making', 'kg CO2e/day', FIGURE),
      chipGPerQuery: line('Operational carbon of the accelerators per query', 'g CO2e/query', FIGURE),
      serverGPerQuery: line('Operational carbon of the servers per query', 'g CO2e/query', FIGURE),
      gPerQuery: line('Operational carbon per query', 'g CO2e/query', FIGURE),
      lifecycleGPerQuery: line('Carbon of operation and making per query', 'g CO2e/query', FIGURE),
    },
  },
  phase: {
    title: 'Phases of serving',
    lines: {
      prefillTime: line('Share of the time that prompts take', '', FIGURE),
      decodeTime: line('Share of the time that decoding takes', '', FIGURE),
      idleTime: line('Share of the time without a request', '', FIGURE),
      prefillW: line('Power of an accelerator that reads prompts', 'W', FIGURE),
      decodeW: line('Power of an accelerator that decodes', 'W', FIGURE),
      idleW: line('Power of an accelerator that waits', 'W', FIGURE),
      busiestW: line('Power of an accelerator in the busiest hour', 'W'),
    },
  },
  boundary: {
    title: 'Boundaries',
    lines: {
      serverOverChip: line('Servers over accelerators, energy', '', FIGURE),
      roomOverServer: line('Facility over servers, energy', '', FIGURE),
      lifecycleOverRoom: line('Life cycle over operation, carbon', '', FIGURE),
    },
  },
  serving: {
    title: 'Serving',
    lines: {
      batch: line('Batch in the busiest hour, mean', 'requests', FIGURE),
      tensorParallel: line('Tensor parallelism', 'GPUs', FIGURE),
      ttftMs: line('Time to first token, p99', 'ms', {
        headline: { name: 'First token p99', unit: 'ms', tables: [] },
      }),
      tpotMs: line('Time per output token, mean', 'ms', {
        headline: { name: 'Token interval, mean', unit: 'ms', tables: [] },
      }),
      tokensPerSecondPerGpu: line('Generated tokens per accelerator', '1/s', FIGURE),
      pipelineParallel: line('Pipeline parallelism', 'stages'),
      expertParallel: line('Expert parallelism: whole experts dealt out (1) or every matrix split (0)', ''),
      attentionDataParallel: line('Groups that attend to sequences of their own', 'groups'),
      gpusPerReplica: line('Accelerators per replica', 'GPUs'),
      promptTensorParallel: line('Tensor parallelism of replicas that read prompts', 'GPUs'),
      promptPipelineParallel: line('Pipeline parallelism of replicas that read prompts', 'stages'),
      promptExpertParallel: line('Expert parallelism of replicas that read prompts: dealt out (1) or split (0)', ''),
      promptAttentionDataParallel: line('Groups of replicas that read prompts, with sequences of their own', 'groups'),
      promptGpusPerReplica: line('Accelerators per replica that reads prompts', 'GPUs'),
      promptWeightGBPerGpu: line('Weights on each accelerator that reads prompts', 'GB'),
      promptKvRoomGBPerGpu: line('Room for keys and values on each accelerator that reads prompts', 'GB'),
      promptKvMBPerRequest: line('Keys and values of the longest prompts, each accelerator that reads them', 'MB'),
      weightGBPerGpu: line('Weights on each accelerator', 'GB'),
      kvRoomGBPerGpu: line('Room for keys and values on each accelerator', 'GB'),
      kvMBPerRequest: line('Keys and values of a finished request, each accelerator', 'MB'),
      kvSlots: line('Requests whose KV cache fits', 'requests'),
      maxBatch: line('Batch limit of the stack', 'requests'),
      draftTokens: line('Tokens that a draft model proposes', 'tokens'),
      draftAcceptance: line('Probability that a proposal is accepted', ''),
      draftCost: line('Time of a proposal over that of a step', ''),
      acceptedPerStep: line('Tokens per step: those accepted and one of the model’s own', 'tokens'),
      tokensPerStep: line('Tokens per step and request', 'tokens'),
      chunkTokens: line('Prompt tokens per step, at most', 'tokens'),
      computedShare: line('Share of the prompt tokens that no cache holds', ''),
      prefixHitRate: line('Share of the prompt tokens that a cache holds', ''),
      promptBatch: line('Requests in progress when every step is full of prompt tokens', 'requests'),
      batchLimit: line('Batch limit', 'requests'),
      one: line('A batch of one', 'requests'),
      aloneStepS: line('Step of one request alone', 's'),
      alonePrefillS: line('Prompt of one request alone', 's'),
      fullStepS: line('Step at the batch limit', 's'),
      fullPrefillS: line('Time per prompt at the batch limit', 's'),
      fullRate: line('Requests per replica, at most', '1/s'),
      fullDecodeRate: line('Requests per decoding replica at the batch limit', '1/s'),
      promptS: line('Prompt on a replica of its own, mean', 's'),
      portGBps: line('Network ports of the server, for each accelerator, one direction', 'GB/s'),
      targetUtilisation: line('Target utilisation', ''),
      policyRate: line('Requests per replica at the target utilisation', '1/s'),
      stepS: line('Step in the busiest hour', 's'),
      prefillS: line('Time per prompt in the busiest hour', 's'),
      rate: line('Requests per replica in the busiest hour', '1/s'),
      decodeRate: line('Requests per decoding replica in the busiest hour', '1/s'),
      promptRate: line('Requests per prompt replica in the busiest hour', '1/s'),
      prefillShare: line('Share of the time for prompts', ''),
      tokensPerSecondPerUser: line('Generated tokens per user', '1/s'),
      ttftP50Ms: line('Time to first token, p50', 'ms'),
      ttftP90Ms: line('Time to first token, p90', 'ms'),
      ttftP999Ms: line('Time to first token, p99.9', 'ms'),
      tpotP99Ms: line('Time per output token, p99', 'ms'),
      endToEndMs: line('Whole answer: median first token and OSL − 1 intervals', 'ms'),
      normalisedLatencyMs: line('Whole answer over its tokens (the other TPOT, first token included)', 'ms'),
      weightShareRead: line('Share of the weights that a step reads', ''),
    },
    ofClass: {
      ttftMs: line('Time to first token, p99', 'ms'),
      tpotP99Ms: line('Time per output token, p99', 'ms'),
    },
  },
  floors: {
    title: 'Floors',
    lines: {
      gpusByCompute: line('Least accelerators by 2N FLOP per token at full peak rate, mean load', 'GPUs', FIGURE),
      gpusByWeightReads: line(
        'Least accelerators by weight reads at full peak bandwidth, batch limit, mean load',
        'GPUs',
        FIGURE,
      ),
      shareByCompute: line('Least accelerators by FLOP, of the fleet', '%'),
      shareByWeightReads: line('Least accelerators by weight reads, of the fleet', '%'),
    },
  },
  demand: {
    title: 'Demand',
    lines: {
      gpuHoursPerDay: line('Accelerator time', 'h/day', FIGURE),
      peakQueriesPerSecond: line('Queries, busiest hour', '1/s', FIGURE),
      queriesPerDay: line('Queries', '1/day'),
      queriesPerSecond: line('Queries, mean', '1/s'),
      inputTokens: line('Input', 'tokens/query'),
      outputTokens: line('Output', 'tokens/query'),
      peakToAverage: line('Busiest hour over the mean', ''),
      surge: line('Surge that capacity is kept for', ''),
    },
    ofClass: {
      share: line('Share of the queries', ''),
      inputTokens: line('Input', 'tokens/query'),
      outputTokens: line('Output', 'tokens/query'),
    },
  },
  article: {
    title: 'Published estimate',
    lines: {
      wordsPerQuery: line('Words per answer', 'words/query'),
      secondsPerWord: line('Time per word on one accelerator', 's'),
      pflopsPerServer: line('Speed of a server, 2:4-sparse', 'PFLOP/s'),
    },
  },
  server: {
    title: 'Server',
    lines: {
      gpus: line('Accelerators', 'GPUs'),
      units: line('Height', 'U'),
      nameplateKw: line('Nameplate power', 'kW'),
      maxKw: line('Maximum power', 'kW'),
      weightKg: line('Weight', 'kg'),
      priceUsd: line('Price', 'USD'),
      idleShare: line('Idle over maximum power', ''),
      idleKw: line('Idle power of a server', 'kW'),
      embodiedKg: line('Carbon of making a server', 'kg CO2e'),
      airKw: line('Heat that air takes from a server', 'kW'),
      liquidKw: line('Heat that liquid takes from a server', 'kW'),
    },
  },
  model: {
    title: 'Model',
    lines: {
      paramsActive: line('Parameters that a token passes', ''),
      paramsTotal: line('Parameters', ''),
    },
  },
  accelerator: {
    title: 'Accelerator',
    lines: {
      peakTflops: line('Peak matrix rate, dense', 'TFLOP/s'),
      sparsePeakFactor: line('Peak with 2:4-pruned weights over dense', ''),
      bandwidthGBps: line('Peak bandwidth', 'GB/s'),
      memoryGB: line('Memory', 'GB'),
      tdpW: line('Thermal design power', 'W'),
    },
  },
  kernel: {
    title: 'Kernel',
    lines: {
      computeEfficiency: line('Share of peak FLOP/s', ''),
      memoryEfficiency: line('Share of peak bandwidth', ''),
      smoothness: line('Smoothness p', ''),
      overheadUs: line('Launch', 'µs'),
      band: line('Error of composed times, half a 90 % band in ln', ''),
    },
  },
  stack: {
    title: 'Stack',
    lines: {
      deviceScale: line('Time of the device over that of its kernels', ''),
      hostUsPerPass: line('Host time per pass', 'µs'),
      hostUsPerSequence: line('Host time per pass and sequence', 'µs'),
    },
  },
  waterfall: {
    title: 'Waterfall',
    lines: {
      kernels: line('One request at a time, on these kernels', 'servers'),
      batching: line('Decoding in batches', 'servers'),
      packing: line('Prompts packed together: mean load at full throughput', 'servers'),
      peak: line('The busiest hour, with surge', 'servers'),
      policy: line('Target utilisation', 'servers'),
      promises: line('Latency SLO, where tighter', 'servers'),
      rounding: line('Whole replicas and servers', 'servers'),
      spares: line('Spares', 'servers'),
    },
  },
  facility: {
    title: 'Facility',
    lines: {
      rackUnits: line('Rack height', 'U'),
      reservedUnits: line('Reserved height', 'U'),
      powerShare: line('Share of the nameplate that is planned with', ''),
      powerExponent: line('Exponent of power over load', ''),
      rackKw: line('Usable power of a rack', 'kW'),
      rackKg: line('Load of a rack', 'kg'),
      rackWidthMm: line('Width of a rack', 'mm'),
      rackDepthMm: line('Depth of a rack', 'mm'),
      airKw: line('Heat that air takes from a rack', 'kW'),
      liquidKw: line('Heat that liquid takes from a rack', 'kW'),
      feeds: line('Feeds per rack', 'feeds'),
      feedVoltageV: line('Voltage of a feed, line to line', 'V'),
      racksPerPanel: line('Racks per panel', 'racks'),
      upsUnitKw: line('Rating of a UPS unit', 'kW'),
      wueLPerKwh: line('Water per kWh of IT energy', 'L/kWh'),
      puePeak: line('PUE at the peak', ''),
      pue: line('PUE over the year', ''),
    },
  },
  equipment: {
    title: 'Equipment',
    lines: {
      unitsPerRack: line('Height that equipment takes of every rack', 'U'),
      kwPerRack: line('Power of the equipment of every rack', 'kW'),
      kgPerRack: line('Mass of cabinet and equipment of every rack', 'kg'),
      usdPerRack: line('Price of the equipment of every rack', 'USD'),
      kw: line('Power of the equipment that is not of every rack', 'kW'),
      usd: line('Price of the equipment that is not of every rack', 'USD'),
    },
  },
  cooling: {
    title: 'Cooling',
    lines: {
      heatKw: line('Heat of all IT at its maximum', 'kW'),
      liquidKw: line('Heat that liquid takes', 'kW'),
      airToCarryKw: line('Heat that air must carry', 'kW'),
      airM3PerH: line('Air through the racks', 'm³/h'),
      airRiseK: line('Rise of the air', 'K'),
      airSupplyC: line('Air at the fronts', '°C'),
      airReturnC: line('Air behind the racks', '°C'),
      liquidM3PerH: line('Coolant through the racks', 'm³/h'),
      waterSupplyC: line('Water of the building', '°C'),
      approachK: line('Approach of the CDUs', 'K'),
      waterRiseK: line('Rise of the coolant', 'K'),
      liquidSupplyC: line('Coolant at the racks', '°C'),
      liquidReturnC: line('Coolant behind the racks', '°C'),
      cdus: line('CDUs for the liquid', 'CDUs'),
    },
  },
  hall: {
    title: 'Hall',
    lines: {
      racksPerRow: line('Racks per row', 'racks'),
      perimeterMm: line('Clear space around the rows', 'mm'),
      rows: line('Rows of racks', 'rows'),
      widthM: line('Width of the hall', 'm'),
      depthM: line('Depth of the hall', 'm'),
      areaM2: line('Floor of the hall', 'm²', FIGURE),
      kwPerM2: line('IT power per floor', 'kW/m²', FIGURE),
    },
  },
  network: {
    title: 'Network',
    lines: {
      leaf: line('Leaf switches', 'switches'),
      spine: line('Spine switches', 'switches'),
      core: line('Core switches', 'switches'),
      switches: line('Switches', 'switches', FIGURE),
      cables: line('Cables', 'cables', FIGURE),
      switchKw: line('Maximum power of a switch', 'kW'),
      meanSwitchKw: line('Mean power of a switch', 'kW'),
      switchUsd: line('Price of a switch with optics and cables', 'USD'),
    },
  },
  economics: {
    title: 'Economics',
    lines: {
      electricityUsdPerKwh: line('Electricity', 'USD/kWh'),
      peakPriceFactor: line('Price in the dear hours over the others', ''),
      peakHours: line('Dear hours of a day', 'h'),
      demandUsdPerKwMonth: line('Demand charge', 'USD/kW-month'),
      usdPerGpuHour: line('Rent of an accelerator', 'USD/h'),
      utilisation: line('Share of the hours that are rented', ''),
      reservedUsdPerGpuHour: line('Reserved rent of an accelerator', 'USD/h'),
      spotUsdPerGpuHour: line('Rent of an accelerator on spot', 'USD/h'),
      rentFallPerYear: line('Fall of rents', '1/year'),
      amortisationYears: line('Service life', 'years'),
      residualShare: line('Residual value over the price', ''),
      discountRate: line('Cost of capital', '1/year'),
      taxRate: line('Tax on profit', ''),
    },
  },
  ownership: {
    title: 'Ownership',
    lines: {
      rackUsd: line('Price of a rack', 'USD'),
      powerUsdPerW: line('Power plant per W of IT', 'USD/W'),
      coolingUsdPerW: line('Cooling plant per W of IT', 'USD/W'),
      buildingUsdPerW: line('Building per W of IT', 'USD/W'),
      networkYears: line('Life of the network', 'years'),
      facilityYears: line('Life of the facility', 'years'),
      colocationUsdPerKwMonth: line('Colocation per kW of IT', 'USD/kW-month'),
      maintenanceShare: line('Maintenance over the price, each year', '1/year'),
      staffPerMw: line('Staff per MW of IT', '1/MW'),
      usdPerStaffYear: line('Pay of a person', 'USD/year'),
      idleMonths: line('Months before the first load', 'months'),
      rampMonths: line('Months in which the load grows to all of it', 'months'),
    },
  },
  reliability: {
    title: 'Reliability',
    lines: {
      serverMtbfHours: line('Server MTBF', 'h'),
      serverMttrHours: line('Server MTTR', 'h'),
      availabilityTarget: line('Availability', ''),
      unavailability: line('Share of the time a server is down', ''),
    },
  },
  hour: {
    title: 'Hour',
    lines: {
      relativeLoad: line('Load over the mean', ''),
      queriesPerSecond: line('Queries', '1/s'),
      promised: line('Queries served within the SLO', '1/s'),
      atMost: line('Queries served at most', '1/s'),
      ofPromised: line('Load over what is served within the SLO', '%'),
    },
  },
  point: {
    title: 'Point',
    lines: {
      ofPlanned: line('Load over the planned one', ''),
      queriesPerSecond: line('Load of the fleet', '1/s'),
      batch: line('Requests in progress on a replica', 'requests'),
      ttftP50Ms: line('Time to first token at this load, p50', 'ms'),
      ttftMs: line('Time to first token at this load, p99', 'ms'),
      tpotMs: line('Time per output token at this load, mean', 'ms'),
      tpotP99Ms: line('Time per output token at this load, p99', 'ms'),
    },
  },
  racks: {
    title: 'Racks',
    lines: {
      roomUnits: room.units,
      roomKw: room.power,
      roomKg: room.weight,
      roomAirKw: room.air,
      roomLiquidKw: room.liquid,
      roomCoolingKw: room.cooling,
      serversByUnits: fitting.units,
      serversByKw: fitting.power,
      serversByKg: fitting.weight,
      serversByAirKw: fitting.air,
      serversByLiquidKw: fitting.liquid,
      serversByCoolingKw: fitting.cooling,
      serversPerRack: line('Servers per rack', 'servers'),
      count: line('Racks', 'racks'),
      serversInLast: line('Servers in the last rack', 'servers'),
      serversInFirst: line('Servers in the first rack', 'servers'),
      usedUnits: used.units,
      usedKw: used.power,
      usedKg: used.weight,
      usedAirKw: used.air,
      usedLiquidKw: used.liquid,
      usedCoolingKw: used.cooling,
      lastUnits: last.units,
      lastKw: last.power,
      lastKg: last.weight,
      lastAirKw: last.air,
      lastLiquidKw: last.liquid,
      lastCoolingKw: last.cooling,
    },
  },
  estimate: {
    title: 'Published estimate',
    lines: { servers: line('Published estimate: one request at a time', 'servers') },
  },
} as const satisfies Readonly<Record<string, Section>>;

type Sections = typeof LEDGER_SECTIONS;
type SectionId = keyof Sections;
type Lines<S extends SectionId> = Sections[S]['lines'];

type OwnLineId = { [S in SectionId]: `${S}.${keyof Lines<S> & string}` }[SectionId];
type ClassLineId = {
  [S in SectionId]: Sections[S] extends { readonly ofClass: infer Keys }
    ? `${S}.class${number}.${keyof Keys & string}`
    : never;
}[SectionId];
/** A line of a plan. */
export type PlanLineId = OwnLineId | ClassLineId;

/** Whose line it is, in a ledger of two plans beside each other; `gap` is a ratio, `changeN` what one change adds. */
type Side = 'published' | 'physical' | 'gap' | 'before' | 'after' | 'difference' | `change${number}`;
export type LineId = PlanLineId | TrainingLineId | `${Side}.${string}`;

type KeysWith<S extends SectionId, Mark> = {
  [K in keyof Lines<S>]: Lines<S>[K] extends Mark ? K : never;
}[keyof Lines<S>];
type Headline = { readonly headline: object };
type Figure = Headline | { readonly figure: true };

/** The lines that a plan is asked for: its headlines. */
export type HeadlineId = { [S in SectionId]: `${S}.${KeysWith<S, Headline> & string}` }[SectionId];
export type FigureId = { [S in SectionId]: `${S}.${KeysWith<S, Figure> & string}` }[SectionId];

/** The figures of a plan by section: `fleet.gpus` and so on; null where it is not known or not part of the plan. */
export type PlanFigures = {
  readonly [S in SectionId as [KeysWith<S, Figure>] extends [never] ? never : S]: {
    readonly [K in KeysWith<S, Figure>]: number | null;
  };
};

const sections: Readonly<Record<string, Section>> = LEDGER_SECTIONS;
const titled: Readonly<Record<string, Section>> = { ...TRAINING_SECTIONS, ...sections };

const all = linesOf(sections);
const byId: ReadonlyMap<string, LineSpec> = new Map(
  [...all, ...linesOf(TRAINING_SECTIONS)].map(({ id, spec }) => [id, spec]),
);

/** Lines whose value stands in a plan beside its ledger, in the order of this file. */
export const FIGURES = all.flatMap(({ id, spec }) =>
  spec.figure === undefined && spec.headline === undefined ? [] : id,
) as readonly FigureId[];

export interface HeadlineEntry extends HeadlineSpec {
  readonly id: HeadlineId;
  readonly note?: { readonly line: PlanLineId; readonly words: string };
  readonly column: string;
}

/** The headlines, in the order in which a reader wants them. */
export const HEADLINES = all.flatMap(({ id, spec: { headline, unit } }) =>
  headline === undefined ? [] : { ...headline, id, column: headline.column ?? unit },
) as readonly HeadlineEntry[];

/** The headlines of a table. */
export const headlinesOf = (table: HeadlineTable): readonly HeadlineEntry[] =>
  HEADLINES.filter(({ tables }) => tables.includes(table));

export const headlineOf = (id: HeadlineId): HeadlineEntry =>
  present(
    HEADLINES.find((headline) => headline.id === id),
    `headline ${id}`,
  );

const SIDE = /^(published|physical|gap|before|after|difference|change\d+)\./;
const OF_CLASS = /^([a-z]+)\.class\d+\.(\w+)$/;

const specOf = (id: string): LineSpec => {
  const side = SIDE.exec(id);
  if (side !== null) {
    const spec = specOf(id.slice(side[0].length));
    return side[1] === 'gap' ? { ...spec, unit: '' } : spec;
  }
  const [, section = '', key = ''] = OF_CLASS.exec(id) ?? [];
  const spec = sections[section]?.ofClass?.[key] ?? byId.get(id);
  if (spec === undefined) throw new Error(`There is no ledger line ${id}.`);
  return spec;
};

/** What a line is of, where its name alone leaves that open, and what is particular to it in this plan. */
export interface LineWords {
  /** Stands before the name: "DGX A100: maximum power". */
  readonly of?: string;
  /** Stands behind it: "Servers per rack, by height alone". */
  readonly detail?: string;
}

export const lineLabel = (id: LineId, { of, detail }: LineWords = {}): string => {
  const { label } = specOf(id);
  return `${of === undefined ? label : `${of}: ${inSentence(label)}`}${detail === undefined ? '' : `, ${detail}`}`;
};

export const lineUnit = (id: LineId): string => specOf(id).unit;

/** Title of the section that a line stands in. */
export const sectionTitle = (id: string): string => {
  const [section = ''] = id.split('.');
  return titled[section]?.title ?? section.charAt(0).toUpperCase() + section.slice(1);
};
