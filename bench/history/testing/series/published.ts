/** Change points that the projects' own tests expect of the series beside this file (sources: README.md there). */
export const TIGERBEETLE = {
  window: 30,
  cases: [
    { p: 0.01, minimum: 0.05, indices: [15, 71] },
    { p: 0.05, minimum: 0.05, indices: [15, 71] },
    { p: 0.1, minimum: 0.05, indices: [10, 11, 15, 71, 363] },
    { p: 0.2, minimum: 0.05, indices: [10, 11, 15, 71] },
    { p: 0.001, minimum: 0, indices: [15, 61, 71, 95, 117, 131, 142, 148, 192, 212, 260] },
    { p: 1e-5, minimum: 0, indices: [71, 95, 131, 192, 212] },
  ],
} as const;

/** Push times at which Perfherder alarms (12 to 24 points back, 12 ahead, t above 7), with their index by time. */
export const PERFHERDER = {
  runs1: [{ time: 1365019665, index: 111 }],
  runs2: [
    { time: 1357704596, index: 899 },
    { time: 1358971894, index: 972 },
    { time: 1365014104, index: 1551 },
  ],
  runs3: [
    { time: 1335293827, index: 24 },
    { time: 1338839958, index: 98 },
  ],
  runs4: [{ time: 1364922838, index: 5010 }],
  runs5: [],
  a11y: [
    { time: 1366197637, index: 152 },
    { time: 1367799757, index: 882 },
  ],
  tp5rss: [
    { time: 1372846906, index: 995 },
    { time: 1373413365, index: 1167 },
    { time: 1373424974, index: 1178 },
  ],
} as const;
