import { withDeviceTime, type StackConstants } from '../catalog/stacks.ts';
import type { Parts } from './parts.ts';
import type { Server } from '../catalog/schema.ts';
import { TYPICAL_IDLE_SHARE } from './fleet/power-lines.ts';

/** Factors on facts that are not the scenario's to set, for asking how much of an answer depends on them. */
export interface FactFactors {
  /** Time of the accelerator for the same work. */
  readonly deviceTime?: number;
  /** Time of the host for a pass. */
  readonly hostTime?: number;
  readonly serverPower?: number;
  readonly idlePower?: number;
  readonly serverPrice?: number;
}

export const stackFacts = (
  constants: StackConstants,
  { deviceTime = 1, hostTime = 1 }: FactFactors,
): StackConstants => {
  if (deviceTime === 1 && hostTime === 1) return constants;
  return {
    ...withDeviceTime(constants, deviceTime),
    hostUsPerPass: constants.hostUsPerPass * hostTime,
    hostUsPerLayer: constants.hostUsPerLayer * hostTime,
    hostUsPerSequence: constants.hostUsPerSequence * hostTime,
    hostUsPerPromptPass: constants.hostUsPerPromptPass * hostTime,
  };
};

const times = (value: number | null, factor: number): number | null => (value === null ? null : value * factor);

const serverFacts = (server: Server, { serverPower = 1, idlePower = 1, serverPrice = 1 }: FactFactors): Server => {
  const maxPowerW = times(server.maxPowerW, serverPower);
  // A server whose idle power nobody published has a typical one, which can be wrong too.
  const idle = server.idlePowerW ?? (idlePower === 1 ? null : times(server.maxPowerW, TYPICAL_IDLE_SHARE));
  return {
    ...server,
    maxPowerW,
    idlePowerW: times(idle, serverPower * idlePower),
    priceUsd: times(server.priceUsd, serverPrice),
  };
};

/** The parts of a plan with other facts of their server. */
export const partsFacts = (parts: Parts, factors: FactFactors | null): Parts =>
  factors === null
    ? parts
    : {
        ...parts,
        drawnShare: factors.serverPower ?? 1,
        server: serverFacts(parts.server, factors),
        nameplateW: times(parts.nameplateW, factors.serverPower ?? 1),
      };
