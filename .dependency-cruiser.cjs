// The rules are made from config/boundaries.ts, which is data; Node 24 loads it as it is.
const { floors, rooms } = require('./config/boundaries.ts');

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const inside = (path) => `^${escape(path)}/`;
/** Files of a room, without those of rooms that lie inside it and have rows of their own. */
const ofRoom = (path) => {
  const nested = rooms.filter((other) => other.path.startsWith(`${path}/`)).map((other) => inside(other.path).slice(1));
  return nested.length === 0 ? inside(path) : `^(?!${nested.join('|')})${inside(path).slice(1)}`;
};
const TESTS = '\\.test\\.ts$|/testing/';

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      // The packages of tools/ are installed on demand.
      from: { pathNot: '^tools/' },
      to: { couldNotResolve: true, pathNot: '\\?worker&url$' },
    },
    ...rooms.flatMap((room) => {
      const from = { path: ofRoom(room.path), pathNot: TESTS };
      const allowed = [room.path, ...room.imports].map(ofRoom);
      const packages = (room.packages ?? [])
        .filter((name) => !name.endsWith(':'))
        .map((name) => `^(tools/)?node_modules/(@types/)?${escape(name)}/`);
      const rules = [
        {
          name: `${room.path} imports only its rooms`,
          severity: 'error',
          from,
          to: { path: `^(${floors.join('|')})/`, pathNot: [...allowed, '^src/wgsl\\.d\\.ts$', 'node_modules/'] },
        },
        {
          name: `${room.path} imports only its packages`,
          severity: 'error',
          from,
          to: { path: '^(tools/)?node_modules/', ...(packages.length > 0 ? { pathNot: packages } : {}) },
        },
      ];
      if (!(room.packages ?? []).includes('node:')) {
        rules.push({ name: `${room.path} runs anywhere`, severity: 'error', from, to: { dependencyTypes: ['core'] } });
      }
      return rules;
    }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.app.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
    },
  },
};
