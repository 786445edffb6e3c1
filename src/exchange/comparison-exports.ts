import { changeText } from '../base/format.ts';
import { xmlText } from '../base/xml-text.ts';
import type { JudgedCase } from '../regression/judge.ts';
import type { JudgedMachine, JudgedMachines } from '../regression/machines.ts';

const sentence = ({ verdict, medianRatio, ci95, horizon, sessions, failure, quarantine }: JudgedCase): string =>
  [
    quarantine === null ? verdict : `in quarantine: ${quarantine}`,
    failure ?? '',
    medianRatio === null ? '' : `${changeText(medianRatio)} against the base`,
    ci95 === null ? '' : `95 % interval ${changeText(ci95[0])} to ${changeText(ci95[1])}`,
    `horizon ±${(100 * horizon).toFixed(1)} %`,
    `${String(sessions)} sessions`,
  ]
    .filter((part) => part !== '')
    .join('; ');

const rows = ({ machines }: JudgedMachines): { readonly machine: JudgedMachine; readonly judged: JudgedCase }[] =>
  machines.flatMap((machine) => machine.judgement.cases.map((judged) => ({ machine, judged })));

/**
 * Entries for github-action-benchmark (tool `customSmallerIsBetter`): it draws them, and its alarm compares with the value before,
 * which is no verdict; ours stands in `extra`.
 */
export const githubActionBenchmark = (judged: JudgedMachines): string => {
  const several = judged.machines.length > 1;
  const entries = rows(judged).flatMap(({ machine: { machineClass, comparison }, judged: compared }) => {
    const { id, headMs, medianRatio, ci95 } = compared;
    if (headMs === null) return [];
    const half = medianRatio === null || ci95 === null ? null : (headMs * (ci95[1] - ci95[0])) / 2 / medianRatio;
    return [
      {
        name: several ? `${id} on ${machineClass} (${comparison.machine.name})` : id,
        value: Number(headMs.toPrecision(6)),
        unit: 'ms',
        ...(half === null ? {} : { range: `± ${half.toPrecision(3)}` }),
        extra: `${machineClass}\n${sentence(compared)}`,
      },
    ];
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
};

const outcome = (judged: JudgedCase): string => {
  const message = `message="${xmlText(sentence(judged))}"`;
  if (judged.quarantine !== null) return `<skipped ${message}/>`;
  switch (judged.verdict) {
    case 'failed':
      return `<error ${message}/>`;
    case 'regressed':
      return `<failure ${message}/>`;
    case 'undecided':
      // Neither a pass nor a failure; what reads JUnit knows no better word.
      return `<skipped ${message}/>`;
    case 'unchanged':
    case 'improved':
      return `<system-out>${xmlText(sentence(judged))}</system-out>`;
  }
};

/** JUnit as CI systems read it: a suite per machine, a test per case, and one for the control. */
export const junitXml = ({ machines }: JudgedMachines): string => {
  const suites = machines.map(({ machineClass, comparison, judgement: { cases, control } }) => {
    const tests = cases.map((judged) => {
      const seconds = (judged.sessionSeconds ?? 0) * judged.sessions;
      return `    <testcase classname="${xmlText(machineClass)}" name="${xmlText(judged.id)}" time="${seconds.toFixed(3)}">${outcome(judged)}</testcase>`;
    });
    const failed = control.failure === null ? '' : `<error message="${xmlText(control.failure)}"/>`;
    tests.push(
      `    <testcase classname="${xmlText(machineClass)}" name="control" time="${control.seconds.toFixed(3)}">${failed}</testcase>`,
    );
    const count = (tag: string): number => tests.filter((test) => test.includes(`<${tag} `)).length;
    return `  <testsuite name="${xmlText(`${machineClass}, ${comparison.machine.name}`)}" timestamp="${xmlText(comparison.createdAt.slice(0, 19))}" tests="${String(tests.length)}" failures="${String(count('failure'))}" errors="${String(count('error'))}" skipped="${String(count('skipped'))}">\n${tests.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
};
