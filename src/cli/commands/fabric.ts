import { countText, formatNumber } from '../../base/format.ts';
import { err, problem, type Problem, type Result } from '../../base/result.ts';
import { showText } from '../../exchange/show.ts';
import { fabricProblems } from '../../racks/network/check-fabric.ts';
import {
  designFabric,
  fabricProfiles,
  findFabricProfile,
  mostServers,
  type Fabric,
  type FabricProfile,
} from '../../racks/network/fabric.ts';
import { switchBill, type SwitchBill } from '../../racks/network/switch-bill.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { textTable } from '../table.ts';

const TIERS = ['leaf', 'spine', 'core'] as const;

const missing = (option: string, what: string): Result<never, Problem> =>
  err(problem(option, `--${option} is missing; ${what}.`));

const readProfile = (args: Arguments): Result<FabricProfile, Problem> => {
  const name = args.value('profile');
  if (name === null) return missing('profile', `name one of ${fabricProfiles.map(({ id }) => id).join(', ')}`);
  const found = findFabricProfile(showText(name));
  return found.ok ? found : err(problem('profile', `--${found.error.message}`));
};

/** Counts put in place of the designed ones are a claim to be checked. */
const checkClaim = (profile: FabricProfile, fabric: Fabric, claimed: readonly (number | null)[]): string | null => {
  if (claimed.every((value) => value === null)) return null;
  const [leaf = null, spine = null, core = null] = claimed;
  const counts = { leaf: leaf ?? fabric.leaf, spine: spine ?? fabric.spine, core: core ?? fabric.core };
  const problems = fabricProblems({ servers: fabric.servers, ...counts }, profile.wiring);
  return problems.length === 0 ? null : problems.join(' ');
};

const figure = (value: number | null): string => formatNumber(value ?? NaN, 15);
const known = (value: number | null, unit: string): string =>
  value === null ? 'not published' : `${figure(value)} ${unit}`;

const readable = (fabric: Fabric, bill: SwitchBill): string =>
  [
    `${fabric.profile}: ${countText(fabric.servers, 'servers')}${fabric.gpus === null ? '' : `, ${countText(fabric.gpus, 'GPUs')}`}, ${figure(fabric.scalableUnits)} scalable ${fabric.scalableUnits === 1 ? 'unit' : 'units'}`,
    '',
    textTable(
      [
        ['', 'leaf', 'spine', 'core'],
        ['switches', figure(fabric.leaf), figure(fabric.spine), figure(fabric.core)],
        ['cables below', figure(fabric.cables.node), figure(fabric.cables.leafSpine), figure(fabric.cables.spineCore)],
      ],
      [1, 2, 3],
    ),
    `${figure(bill.count)} × ${bill.model}: ${known(bill.units, 'U')}, ${known(bill.massKg, 'kg')}, power typical ${known(bill.typicalPowerW, 'W')}, at most ${known(bill.maxPowerW, 'W')}, price not published`,
    fabric.table === null ? `Rule: ${fabric.rule ?? ''}` : `As printed in ${fabric.table}.`,
    `Source: ${fabric.source}`,
    ...fabric.contradictions.map((text) => `Contradiction: ${text}`),
    '',
  ].join('\n');

export const fabricCommand: Command = {
  name: 'fabric',
  summary: 'Switches and cables of a network for a number of servers.',
  operands: '',
  mostPositionals: 0,
  options: {
    servers: { value: 'N', help: 'Compute nodes.' },
    profile: { value: 'NAME', help: `${fabricProfiles.map(({ id }) => id).join(', ')}.` },
    leaf: { value: 'N', help: 'Check this number of leaf switches instead.' },
    spine: { value: 'N', help: 'Check this number of spine switches instead.' },
    core: { value: 'N', help: 'Check this number of core switches instead.' },
    json: { help: 'Print the fabric as JSON.' },
  },
  run(args, io) {
    const profile = readProfile(args);
    const most = profile.ok ? mostServers(profile.value) : 1e6;
    const servers = readNumber(args, 'servers', { low: 1, high: most, whole: true, unit: 'servers' });
    const claims = TIERS.map((tier) => readNumber(args, tier, { low: 0, high: 1e6, whole: true, unit: 'switches' }));
    const given =
      servers.ok && servers.value === null ? missing('servers', 'give the number of compute nodes') : servers;
    const problems = [profile, given, ...claims].flatMap((read) => (read.ok ? [] : [read.error]));
    if (!profile.ok || !servers.ok || servers.value === null || problems.length > 0)
      return reportProblems(io, problems);
    const designed = designFabric(profile.value, servers.value);
    if (!designed.ok) return reportProblems(io, [designed.error]);

    const fabric = designed.value;
    const bill = switchBill(fabric);
    const refused = checkClaim(
      profile.value,
      fabric,
      claims.map((read) => (read.ok ? read.value : null)),
    );
    io.out(
      args.has('json')
        ? `${JSON.stringify({ format: 'roofrack-fabric', version: 1, ...fabric, switches: bill, problem: refused }, null, 2)}\n`
        : readable(fabric, bill),
    );
    if (refused !== null) io.log(`impossible: ${refused}`);
    return EXIT.done;
  },
};
