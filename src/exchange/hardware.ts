import { didYouMean } from '../base/nearest.ts';
import { err, problem, type Problem, type Result } from '../base/result.ts';
import { accelerators } from '../catalog/catalog.ts';
import { HARDWARE, ownHardwareSchema, type OwnHardware } from '../records/own-hardware.ts';
import { parseRecord, serialiseRecord } from './record.ts';
import { showValue } from './show.ts';

/** Names that the file uses and nobody has, and ids that it has twice. */
const wrongIds = (hardware: OwnHardware): Problem[] => {
  const known = [...accelerators, ...hardware.accelerators].map(({ id }) => id);
  const shipped = accelerators.map(({ id }) => id);
  const unknown = (path: string, id: string, ids: readonly string[]): Problem[] =>
    ids.includes(id)
      ? []
      : [problem(path, `${path} is ${showValue(id)}, which is no accelerator here; ${didYouMean(id, ids)}`)];
  const all = [...hardware.accelerators, ...hardware.servers, ...hardware.racks].map(({ id }) => id);
  return [
    ...all.flatMap((id, index) =>
      all.indexOf(id) === index ? [] : [problem('id', `The id ${showValue(id)} stands twice in the file; rename one.`)],
    ),
    ...hardware.servers.flatMap(({ acceleratorId }, index) =>
      unknown(`servers[${String(index)}].acceleratorId`, acceleratorId, known),
    ),
    ...hardware.accelerators.flatMap(({ kernelsOf }, index) =>
      kernelsOf === null ? [] : unknown(`accelerators[${String(index)}].kernelsOf`, kernelsOf, shipped),
    ),
  ];
};

/** A user's own accelerators, servers and racks: all of the file, or every problem in it. */
export const parseHardware = (text: string): Result<OwnHardware, Problem[]> => {
  const parsed = parseRecord(text, HARDWARE, ownHardwareSchema);
  if (!parsed.ok) return parsed;
  const wrong = wrongIds(parsed.value);
  return wrong.length > 0 ? err(wrong) : parsed;
};

export const serialiseHardware = (hardware: OwnHardware): string => serialiseRecord(hardware);
