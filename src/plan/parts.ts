import { findAccelerator, findModel } from '../catalog/catalog.ts';
import { hardwareOf, UNKNOWN_ACCELERATOR } from '../catalog/own-hardware.ts';
import type { Accelerator, Model, Server } from '../catalog/schema.ts';
import type { Calibration } from '../records/calibration.ts';
import type { Warning } from '../records/measurement.ts';
import type { Binding } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';
import { LOCAL_ACCELERATOR } from './check-ids.ts';

/** The things of the catalogue that a plan is made of. */
export interface Parts {
  readonly model: Model;
  readonly server: Server;
  readonly accelerator: Accelerator;
  readonly warnings: readonly Warning[];
}

export type PartsOrBinding =
  { readonly ok: true; readonly value: Parts } | { readonly ok: false; readonly error: Binding };

const found = <T>(record: T | null | undefined, path: string): T => {
  if (record === null || record === undefined) {
    throw new Error(`${path} is not in the catalogue; checkScenarioIds comes before plan.`);
  }
  return record;
};

const needs = (constraint: string, what: string, relief: string): PartsOrBinding => ({
  ok: false,
  error: { constraint, message: `A fleet of the accelerator that was measured needs ${what}.`, relief },
});

/** The measured accelerator as if it stood in the catalogue. */
const localAccelerator = (calibration: Calibration, memoryGB: number, watts: number | null): Accelerator => ({
  ...UNKNOWN_ACCELERATOR,
  id: LOCAL_ACCELERATOR,
  name: calibration.name,
  peakDenseFp32Tflops: calibration.peakTflops,
  peakDenseFp16Tflops: calibration.peakTflops,
  peakDenseBf16Tflops: calibration.peakTflops,
  memoryGB,
  memoryBandwidthGBps: calibration.bandwidthGBps,
  tdpW: watts,
  interconnectName: 'PCIe',
  sources: [calibration.source],
  note: 'What was measured here.',
});

/** The chosen server's box with the measured accelerators in place of its own: power by difference, price unknown. */
const localServer = (server: Server, own: number | null, watts: number | null): Server => {
  const known = server.maxPowerW !== null && own !== null && watts !== null;
  return {
    ...server,
    id: `${server.id}-local`,
    model: `${server.model}, with the measured accelerators`,
    acceleratorId: LOCAL_ACCELERATOR,
    maxPowerW: known ? (server.maxPowerW ?? 0) + server.gpus * (watts - own) : null,
    idlePowerW: null,
    priceUsd: null,
    priceSource: null,
  };
};

const localParts = (scenario: Scenario, model: Model, calibration: Calibration | null): PartsOrBinding => {
  const { localMemoryGB, localWatts, server: serverId } = scenario.hardware;
  if (calibration === null) {
    return needs(
      'hardware.calibration',
      'a calibration of it',
      'What would: measure and calibrate here, then plan again.',
    );
  }
  const catalogued = calibration.accelerator === null ? null : findAccelerator(calibration.accelerator);
  const memoryGB = localMemoryGB ?? catalogued?.memoryGB ?? null;
  if (memoryGB === null) {
    const relief = 'What would: hardware.localMemoryGB, as the maker prints it; no browser tells it.';
    return needs('hardware.localMemoryGB', 'its memory', relief);
  }
  const watts = localWatts ?? catalogued?.tdpW ?? null;
  const warnings: Warning[] = [
    ...(calibration.software
      ? [
          {
            code: 'software-adapter',
            message: 'The calibration is of a software adapter: a processor that plays a GPU.',
          },
        ]
      : []),
    ...(watts === null
      ? [{ code: 'local-power', message: 'hardware.localWatts is not given: no power, energy or carbon.' }]
      : []),
  ];
  const hardware = hardwareOf(scenario);
  const box = found(hardware.findServer(serverId), 'hardware.server');
  const server = localServer(box, hardware.findAccelerator(box.acceleratorId)?.tdpW ?? null, watts);
  return {
    ok: true,
    value: { model, server, accelerator: localAccelerator(calibration, memoryGB, watts), warnings },
  };
};

export const partsOf = (
  scenario: Scenario,
  calibration: Calibration | null,
  ownModels: readonly Model[],
): PartsOrBinding => {
  const { hardware } = scenario;
  const model = found(ownModels.find(({ id }) => id === scenario.model) ?? findModel(scenario.model), 'model');
  if (hardware.accelerator === LOCAL_ACCELERATOR) return localParts(scenario, model, calibration);
  const known = hardwareOf(scenario);
  const server = found(known.findServer(hardware.server), 'hardware.server');
  const accelerator = found(
    known.findAccelerator(hardware.accelerator ?? server.acceleratorId),
    'hardware.accelerator',
  );
  return { ok: true, value: { model, server, accelerator, warnings: [] } };
};
