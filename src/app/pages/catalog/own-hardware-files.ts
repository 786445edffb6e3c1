import { err, ok, type Problem, type Result } from '../../../base/result.ts';
import { deviceConflicts } from '../../../catalog/device-type.ts';
import { serverFromDevice } from '../../../catalog/own-conflicts.ts';
import { parseDeviceType } from '../../../exchange/device-type.ts';
import { parseHardware } from '../../../exchange/hardware.ts';
import { parseRackType } from '../../../exchange/rack-type.ts';
import { looksLikeModelConfig, modelFromText } from '../plan/model-files.ts';
import type { OwnHardware, OwnServer, SavedHardware } from '../../../records/own-hardware.ts';

/** What a file turned out to hold: things to keep, or a server whose accelerators the file cannot know. */
export type HardwareFile =
  | { readonly kind: 'hardware'; readonly things: readonly SavedHardware[] }
  | { readonly kind: 'device'; readonly server: OwnServer; readonly conflicts: readonly string[] };

const asSaved = ({ accelerators, servers, racks, models }: OwnHardware, savedAt: string): SavedHardware[] => [
  ...accelerators.map((fact) => ({ id: fact.id, savedAt, kind: 'accelerator' as const, fact })),
  ...servers.map((fact) => ({ id: fact.id, savedAt, kind: 'server' as const, fact })),
  ...racks.map((fact) => ({ id: fact.id, savedAt, kind: 'rack' as const, fact })),
  ...models.map((fact) => ({ id: fact.id, savedAt, kind: 'model' as const, fact })),
];

/** JSON of ours, the config.json of a model, or a device type or a rack type of NetBox; they are told apart by what they begin with or name. */
export const readHardwareFile = (file: string, text: string, savedAt: string): Result<HardwareFile, Problem[]> => {
  if (looksLikeModelConfig(text)) {
    const model = modelFromText(text, file, []);
    return model.ok
      ? ok({ kind: 'hardware', things: [{ id: model.value.id, savedAt, kind: 'model', fact: model.value }] })
      : model;
  }
  if (text.trimStart().startsWith('{')) {
    const hardware = parseHardware(text);
    return hardware.ok ? ok({ kind: 'hardware', things: asSaved(hardware.value, savedAt) }) : hardware;
  }
  if (/^form_factor:/m.test(text)) {
    const rack = parseRackType(text);
    return rack.ok
      ? ok({ kind: 'hardware', things: [{ id: rack.value.id, savedAt, kind: 'rack', fact: rack.value }] })
      : err(rack.error);
  }
  const device = parseDeviceType(text);
  if (!device.ok) return device;
  return ok({
    kind: 'device',
    server: serverFromDevice(device.value, null, null),
    conflicts: deviceConflicts(device.value).map(({ message }) => message),
  });
};
