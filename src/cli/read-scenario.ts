import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { scenarioDefaults } from '../catalog/presets.ts';
import { withHardware, withNeededHardware } from '../catalog/own-hardware.ts';
import { parseHardware } from '../exchange/hardware.ts';
import { parseHourlyProfile } from '../exchange/hourly-profile.ts';
import { applySettings, choosePreset, parseScenario } from '../exchange/scenario.ts';
import { parseFit } from '../exchange/stack-fit.ts';
import { servingOwnModel } from '../plan/model-formats.ts';
import { checkStackFit } from '../plan/standing/check-stack-fit.ts';
import { CALIBRATION, type Calibration } from '../records/calibration.ts';
import type { OwnFacts } from '../records/own-hardware.ts';
import { withFields, type PhysicalScenario, type Scenario } from '../records/scenario.ts';
import type { StackFit } from '../records/stack-fit.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import type { Io } from './io.ts';
import { questionOptions, readBase, readFileAs } from './read-base.ts';
import { readModelOption } from './read-model.ts';

const { preset, set } = questionOptions(
  'Start from a published or typical case.',
  'Change a field, for example demand.queriesPerDay=1e6; hardware.calibration=FIT of kernels, hardware.stackCalibration=FIT of a stack.',
);

/** Options of every command that takes a scenario. */
export const SCENARIO_OPTIONS = {
  preset,
  hardware: {
    value: 'FILE',
    file: 'read',
    help: 'Take own accelerators and servers from this file beside the catalogue.',
  },
  'model-config': { value: 'FILE', file: 'read', help: 'Serve the model of this Hugging Face config.json.' },
  hourly: {
    value: 'FILE',
    file: 'read',
    help: 'Load of each hour of a day (24) or a week (168), a CSV of one row per hour.',
  },
  'carbon-hourly': {
    value: 'FILE',
    file: 'read',
    help: 'Carbon of the grid in each of these hours, in any unit: its mean is carbon.kgPerKwh.',
  },
  set,
} as const satisfies OptionSpecs;

/** What was fitted, of the two things that can be. */
interface Fits {
  readonly calibration: Calibration | null;
  readonly stackFit: StackFit | null;
}

/** A fit of either kind, by the name of its file. */
const readFit = (file: string | null): Result<Calibration | StackFit | null, Problem[]> =>
  file === null ? ok(null) : readFileAs(file, parseFit);

const isOfKernels = (fit: Calibration | StackFit): fit is Calibration => fit.format === CALIBRATION.format;

/** `hardware.calibration` names a fit of kernels, or of a stack where that is the only one; `stackCalibration` one of a stack. */
const pairFits = (
  first: Calibration | StackFit | null,
  second: Calibration | StackFit | null,
): Result<Fits, Problem[]> => {
  if (second !== null && isOfKernels(second)) {
    const message =
      'hardware.stackCalibration is a fit of kernels, not of a serving stack. Give it as hardware.calibration, and here ' +
      'what `roofrack calibrate --serving` writes.';
    return err([problem('hardware.stackCalibration', message)]);
  }
  if (first === null || isOfKernels(first)) return ok({ calibration: first, stackFit: second });
  if (second === null) return ok({ calibration: null, stackFit: first });
  const message =
    'hardware.calibration and hardware.stackCalibration are both fits of a serving stack; a plan takes one. Give a fit of ' +
    'kernels as hardware.calibration, or leave one of the two out.';
  return err([problem('hardware.calibration', message)]);
};

export const readFits = (scenario: Scenario, { server }: ReadOptions): Result<Fits, Problem[]> => {
  if (scenario.mode === 'article') return ok({ calibration: null, stackFit: null });
  const first = readFit(scenario.hardware.calibration);
  const second = readFit(scenario.hardware.stackCalibration);
  if (!first.ok || !second.ok) return err([first, second].flatMap((fit) => (fit.ok ? [] : fit.error)));
  const fits = pairFits(first.value, second.value);
  if (!fits.ok || fits.value.stackFit === null) return fits;
  const ofServer = ['hardware.server', 'hardware.accelerator'];
  const mismatches = checkStackFit(scenario, fits.value.stackFit).filter(
    ({ path }) => server === 'own' || !ofServer.includes(path),
  );
  return mismatches.length > 0 ? err(mismatches) : fits;
};

/** Own hardware of `--hardware`; none without it. */
const readHardware = (args: Arguments): Result<OwnFacts, Problem[]> => {
  const file = args.value('hardware');
  return file === null ? ok({ accelerators: [], servers: [], models: [] }) : readFileAs(file, parseHardware);
};

export interface ScenarioInput extends Fits {
  readonly scenario: Scenario;
  /** The scenario with all hardware of `--hardware` at hand, where `scenario` carries only what it uses. */
  readonly withAllHardware: Scenario;
}

/** The hours of a file; nothing without it. */
const readHours = (
  args: Arguments,
  option: 'hourly' | 'carbon-hourly',
): Result<{ readonly hourlyProfile?: number[] }, Problem[]> => {
  const file = args.value(option);
  if (file === null) return ok({});
  const hourly = readFileAs(file, parseHourlyProfile);
  return hourly.ok ? ok({ hourlyProfile: [...hourly.value] }) : hourly;
};

interface ReadOptions {
  /** Whether a fit of a stack has to be of the scenario's own server, or may be of any that is looked at. */
  readonly server: 'own' | 'any';
}

/** What files have on record, by the section of the scenario that it belongs to. */
type Recorded = { readonly [Section in 'demand' | 'carbon']: Partial<PhysicalScenario[Section]> };

/** The scenario with what is on record; published arithmetic knows no hours and no spread of lengths. */
const withRecord = (scenario: Scenario, { demand, carbon }: Recorded): Result<Scenario, Problem[]> => {
  if (scenario.mode === 'physical') return ok(withFields(withFields(scenario, 'demand', demand), 'carbon', carbon));
  const counted =
    Object.keys(demand).every((key) => Object.hasOwn(scenario.demand, key)) && Object.keys(carbon).length === 0;
  if (counted) return ok(withFields(scenario, 'demand', demand));
  const message =
    'A record (--trace, --hourly, --carbon-hourly) counts only in the physical model (mode=physical), and this scenario is of ' +
    'published arithmetic (mode=article): leave it out, or start from a scenario of the physical model.';
  return err([problem('mode', message)]);
};

/** @param recorded load that a trace shows, laid over the scenario's own; settings are laid over both */
export const readScenarioInput = (
  args: Arguments,
  io: Io,
  recorded: Partial<PhysicalScenario['demand']> = {},
  options: ReadOptions = { server: 'own' },
): Result<ScenarioInput, Problem[]> => {
  const given = readBase<Scenario>(args, {
    parse: parseScenario,
    choosePreset,
    defaults: scenarioDefaults.physical,
  });
  const hourly = readHours(args, 'hourly');
  const carbon = readHours(args, 'carbon-hourly');
  const overlaid = {
    demand: { ...recorded, ...(hourly.ok ? hourly.value : {}) },
    carbon: carbon.ok ? carbon.value : {},
  };
  const base = given.ok ? withRecord(given.value, overlaid) : given;
  // Settings are checked even where the scenario failed, so that all problems are seen at once.
  const hardware = readHardware(args);
  const model = readModelOption(args, io);
  const own = model.ok ? model.value : null;
  const chosen = base.ok ? base.value : scenarioDefaults.physical;
  const start = own === null ? chosen : servingOwnModel(chosen, own);
  const changed = applySettings(hardware.ok ? withHardware(start, hardware.value) : start, args.values('set'));
  const problems = [base, hourly, carbon, hardware, changed, model].flatMap((part) => (part.ok ? [] : part.error));
  if (!base.ok || !hourly.ok || !carbon.ok || !hardware.ok || !changed.ok || !model.ok) return err(problems);
  const fits = readFits(changed.value, options);
  if (!fits.ok) return fits;
  const scenario = changed.value;
  return ok({
    scenario: withNeededHardware(scenario),
    withAllHardware: scenario,
    ...fits.value,
  });
};
