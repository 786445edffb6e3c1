import { err, ok, type Result } from '../base/result.ts';
import { findAccelerator } from '../catalog/catalog.ts';
import { hardwareOf } from '../catalog/own-hardware.ts';
import type { Accelerator, Model, Server } from '../catalog/schema.ts';
import type { Calibration } from '../records/calibration.ts';
import type { Warning } from '../records/measurement.ts';
import { MEASURED_ACCELERATOR, OWN_PREFIX } from '../records/own-hardware.ts';
import type { Binding } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';

/** The things of the catalogue that a plan is made of. */
export interface Parts {
  readonly model: Model;
  /** At the power that is planned with. */
  readonly server: Server;
  /** Its maximum as published, W. */
  readonly nameplateW: number | null;
  readonly accelerator: Accelerator;
  /** Power that is drawn over what is published of it: 1, but where a plan asks what another would do. */
  readonly drawnShare: number;
  /** The accelerator is what the calibration in use measured. */
  readonly measured: boolean;
  readonly warnings: readonly Warning[];
}

const found = <T>(record: T | null | undefined, path: string): T => {
  if (record === null || record === undefined) {
    throw new Error(`${path} is not in the catalogue; checkScenarioIds comes before plan.`);
  }
  return record;
};

const needs = (constraint: string, accelerator: Accelerator, what: string, relief: string) =>
  err<Binding>({
    constraint,
    message: `${accelerator.name} is as a calibration measured it: it needs ${what}.`,
    relief,
  });

/** An own accelerator whose speed nobody printed: it is what the calibration in use measured. */
const isAsMeasured = ({ id, peakDenseBf16Tflops, memoryBandwidthGBps, memoryGB }: Accelerator): boolean =>
  id.startsWith(OWN_PREFIX) && (peakDenseBf16Tflops === null || memoryBandwidthGBps === null || Number.isNaN(memoryGB));

/**
 * What is open in an own accelerator, from its calibration; memory, power and link from the catalogue, where that has
 * them.
 */
const asMeasured = (open: Accelerator, calibration: Calibration): Accelerator => {
  const catalogued = calibration.accelerator === null ? null : findAccelerator(calibration.accelerator);
  return {
    ...open,
    name: open.id === MEASURED_ACCELERATOR ? calibration.name : open.name,
    peakDenseFp32Tflops: open.peakDenseFp32Tflops ?? calibration.peakTflops,
    peakDenseFp16Tflops: open.peakDenseFp16Tflops ?? calibration.peakTflops,
    peakDenseBf16Tflops: open.peakDenseBf16Tflops ?? calibration.peakTflops,
    memoryGB: Number.isNaN(open.memoryGB) ? (catalogued?.memoryGB ?? NaN) : open.memoryGB,
    memoryBandwidthGBps: open.memoryBandwidthGBps ?? calibration.bandwidthGBps,
    tdpW: open.tdpW ?? catalogued?.tdpW ?? null,
    ...(open.interconnectGBps === null && catalogued !== null
      ? {
          interconnectName: catalogued.interconnectName,
          interconnectGBps: catalogued.interconnectGBps,
          interconnectSource: catalogued.interconnectSource,
        }
      : {}),
    sources: [calibration.source],
  };
};

/** The server's box with the measured accelerators in place of its own: power by difference, price unknown. */
const withMeasuredInside = (server: Server, inside: Accelerator | null, { id, tdpW }: Accelerator): Server => ({
  ...server,
  id: `${server.id}-measured`,
  model: `${server.model}, with the measured accelerators`,
  acceleratorId: id,
  maxPowerW:
    server.maxPowerW === null || inside === null || inside.tdpW === null || tdpW === null
      ? null
      : server.maxPowerW + server.gpus * (tdpW - inside.tdpW),
  idlePowerW: null,
  priceUsd: null,
  priceSource: null,
});

const measuredParts = (
  parts: Omit<Parts, 'warnings' | 'measured' | 'nameplateW' | 'drawnShare'>,
  inside: Accelerator | null,
  calibration: Calibration | null,
): Result<Omit<Parts, 'nameplateW' | 'drawnShare'>, Binding> => {
  if (calibration === null) {
    const relief = 'What would: measure and calibrate here, then plan again (hardware.calibration).';
    return needs('hardware.calibration', parts.accelerator, 'a calibration of it', relief);
  }
  const accelerator = asMeasured(parts.accelerator, calibration);
  if (Number.isNaN(accelerator.memoryGB)) {
    const relief =
      'What would: its memory as the maker prints it, which no browser tells: in the form on the Plan page, or as memoryGB of ' +
      'the accelerator in own hardware (--hardware FILE).';
    return needs('hardware.accelerator', accelerator, 'its memory', relief);
  }
  const warnings: Warning[] = [
    ...(calibration.software
      ? [
          {
            code: 'software-adapter',
            message: 'The calibration is of a software adapter: a processor that plays a GPU.',
          },
        ]
      : []),
    ...(accelerator.tdpW === null
      ? [
          {
            code: 'measured-power',
            message: `Nobody gave the power of ${accelerator.name}: no power, energy or carbon.`,
          },
        ]
      : []),
  ];
  const server =
    parts.server.acceleratorId === accelerator.id
      ? parts.server
      : withMeasuredInside(parts.server, inside, accelerator);
  return ok({ ...parts, accelerator, server, measured: true, warnings });
};

/** The server at a share of its nameplate; it idles at no more than that. */
const derated = (server: Server, share: number): Server => {
  if (share === 1 || server.maxPowerW === null) return server;
  const maxPowerW = server.maxPowerW * share;
  return {
    ...server,
    maxPowerW,
    idlePowerW: server.idlePowerW === null ? null : Math.min(server.idlePowerW, maxPowerW),
  };
};

export const partsOf = (scenario: Scenario, calibration: Calibration | null): Result<Parts, Binding> => {
  const { hardware } = scenario;
  const known = hardwareOf(scenario);
  const model = found(known.findModel(scenario.model), 'model');
  const server = found(known.findServer(hardware.server), 'hardware.server');
  const inside = known.findAccelerator(server.acceleratorId);
  const accelerator = found(
    hardware.accelerator === null ? inside : known.findAccelerator(hardware.accelerator),
    'hardware.accelerator',
  );
  const parts = isAsMeasured(accelerator)
    ? measuredParts({ model, server, accelerator }, inside, calibration)
    : ok({ model, server, accelerator, measured: false, warnings: [] });
  if (!parts.ok) return parts;
  const { maxPowerW: nameplateW } = parts.value.server;
  const share = scenario.mode === 'physical' ? scenario.facility.powerShare : 1;
  return ok({ ...parts.value, server: derated(parts.value.server, share), nameplateW, drawnShare: 1 });
};
