import { changeText } from '../../src/base/format.ts';
import { planServing } from '../../src/plan/plan.ts';
import { checkPlan } from '../../src/simulate/check-plan.ts';
import { comparePlan } from '../../src/simulate/compare.ts';
import { atLoad, eightMore, sixScenarios } from '../../src/simulate/testing/six-scenarios.ts';

/** Prints the table of docs/queueing.md: closed form against simulation, by scenario and load. */
const LOADS = [0.3, 0.5, 0.7, 0.85];

const cell = (closedS: number, simulatedS: number): string => {
  const ms = (seconds: number): string => (1000 * seconds).toLocaleString('en-US', { maximumSignificantDigits: 3 });
  return `${ms(closedS)} / ${ms(simulatedS)} (${changeText(closedS / simulatedS, 0)})`;
};

console.log('| scenario | class | load | TPOT, mean | TPOT, p99 | first token, p50 | first token, p99 |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const { name, scenario } of [...sixScenarios, ...eightMore]) {
  for (const load of LOADS) {
    const at = atLoad(scenario, load);
    const serving = planServing(at);
    if (!serving.ok) throw new Error(serving.error.message);
    const options = { hours: 1, seed: 1, routing: 'random', burstiness: 1, replicas: null } as const;
    const rows = comparePlan(serving.value, await checkPlan(at, serving.value, options));
    const of = (trafficClass: string, quantity: string): string => {
      const row = rows.find((candidate) => candidate.trafficClass === trafficClass && candidate.quantity === quantity);
      return row === undefined ? 'none' : cell(row.closedFormS, row.simulatedS.value);
    };
    for (const trafficClass of serving.value.workload.classes) {
      const cells = ['tpot-mean', 'tpot-p99', 'ttft-p50', 'ttft-p99'].map((quantity) =>
        of(trafficClass.name, quantity),
      );
      console.log(`| ${[name, trafficClass.name, `${(100 * load).toFixed(0)} %`, ...cells].join(' | ')} |`);
    }
  }
}
