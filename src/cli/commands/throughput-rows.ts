import { csv } from '../../exchange/csv.ts';
import { answeredTable } from '../../exchange/served-rows.ts';
import { deploymentAt, servedFigures, servedRemarks } from '../../exchange/served-source.ts';
import { EXIT, reportProblems, type ExitCode, type Io } from '../io.ts';
import { readTable } from '../sweep/read-subject.ts';
import { unansweredText } from '../sweep/status-counts.ts';

/** Every row of a table of benchmarks as the model has it; CSV, or JSON of the same rows. */
export const throughputOfRows = (file: string, io: Io, options: { json: boolean; mtp: boolean }): ExitCode => {
  const subject = readTable(file, io);
  if (!subject.ok) return reportProblems(io, subject.error);
  const { table } = subject.value;
  const deployed = deploymentAt(subject.value);
  const deployments = table.rows.map((_, place) => deployed(place));
  const answers = deployments.map((deployment) => (deployment.ok ? servedFigures(deployment.value) : deployment));
  if (options.json) {
    const rows = table.rows.map((row, place) => {
      const answer = answers[place];
      return {
        ...row,
        ...(answer?.ok === true ? { ...answer.value, problem: null } : { problem: answer?.error.message ?? '' }),
      };
    });
    io.out(`${JSON.stringify({ format: 'roofrack-served-rows', version: 1, rows }, null, 1)}\n`);
  } else {
    const { columns, cells } = answeredTable(table, { withPrediction: options.mtp });
    io.out(
      csv(
        columns.map(({ name }) => name),
        table.rows.map((row, place) => cells(row, answers[place])),
      ),
    );
  }
  for (const remark of servedRemarks(deployments)) io.log(`warning: ${remark}`);
  const unanswered = answers.filter(({ ok: answered }) => !answered).length;
  if (unanswered > 0) io.log(unansweredText(unanswered, answers.length));
  return EXIT.done;
};
