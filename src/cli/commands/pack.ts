import { problem } from '../../base/result.ts';
import { parsePackList } from '../../exchange/pack-list.ts';
import { pack } from '../../racks/packing/pack.ts';
import type { Packing } from '../../racks/packing/packing.ts';
import { reliefs } from '../../racks/packing/reliefs.ts';
import type { PackingRequest } from '../../racks/packing/request.ts';
import type { Command } from '../command.ts';
import { readText } from '../files.ts';
import { EXIT, reportProblems, type Io } from '../io.ts';
import { packingJson, packingReport } from '../packing-report.ts';
import { provePacking } from '../prove-packing.ts';

const proved = async (packing: Packing, request: PackingRequest, io: Io): Promise<Packing> => {
  const proof = await provePacking(packing, request);
  if (proof.ok) return proof.value;
  io.log(`Not proved: ${proof.error}.`);
  return packing;
};

export const packCommand: Command = {
  name: 'pack',
  summary: 'Any list of devices into as few racks as can be, with a proof of how few that is.',
  operands: 'FILE',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: {
    json: { help: 'Print racks, bound, prices and layout as JSON.' },
    prove: { help: 'Where a gap is left, close it by an integer programme (HiGHS; up to a minute).' },
  },
  async run(args, io) {
    const path = args.positionals.at(0);
    if (path === undefined) {
      const message = 'No file is named; give one, or - for standard input: roofrack pack FILE.';
      return reportProblems(io, [problem('', message)]);
    }
    const text = readText(path);
    if (!text.ok) return reportProblems(io, text.error);
    const request = parsePackList(text.value);
    if (!request.ok) return reportProblems(io, request.error, path);
    const packed = pack(request.value);
    if (!packed.ok) {
      reportProblems(io, packed.error, path);
      if (args.has('json')) {
        const reason = packed.error.map(({ message }) => message).join(' ');
        const none = { racks: null, lowerBound: null, gap: null, proved: false, binding: null, layout: [] };
        io.out(`${JSON.stringify({ format: 'roofrack-packing', version: 1, ...none, problem: reason }, null, 2)}\n`);
      }
      return EXIT.no;
    }
    const packing = args.has('prove') ? await proved(packed.value, request.value, io) : packed.value;
    const relief = reliefs(request.value);
    if (!relief.ok) return reportProblems(io, relief.error, path);
    for (const warning of packing.warnings) io.log(warning);
    io.out(
      args.has('json')
        ? `${JSON.stringify(packingJson(packing, request.value, relief.value), null, 2)}\n`
        : packingReport(packing, request.value, relief.value),
    );
    return EXIT.done;
  },
};
