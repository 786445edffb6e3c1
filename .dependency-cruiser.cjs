// The rules are made from config/boundaries.ts, which is data; Node 24 loads it as it is.
const { rooms } = require('./config/boundaries.ts');

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const inside = (path) => `^${escape(path)}/`;
/** Folders that have rules of their own inside a room. */
const nested = (room) =>
  rooms.filter((other) => other.path.startsWith(`${room.path}/`)).map((other) => inside(other.path));
const TESTS = '\\.test\\.ts$|/testing/';

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '\\?worker&url$' } },
    ...rooms.flatMap((room) => {
      const from = { path: inside(room.path), pathNot: [TESTS, ...nested(room)] };
      const allowed = [inside(room.path), ...room.imports.map(inside), '^node_modules/'];
      const packages = (room.packages ?? [])
        .filter((name) => !name.endsWith(':'))
        .map((name) => `^node_modules/(@types/)?${escape(name)}/`);
      const rules = [
        {
          name: `${room.path} imports only its rooms`,
          severity: 'error',
          from,
          to: { path: '^(src|shaders|bench|config|scripts|e2e)/', pathNot: [...allowed, '^src/wgsl\\.d\\.ts$'] },
        },
        {
          name: `${room.path} imports only its packages`,
          severity: 'error',
          from,
          to: packages.length > 0 ? { path: '^node_modules/', pathNot: packages } : { path: '^node_modules/' },
        },
      ];
      if (!(room.packages ?? []).includes('node:')) {
        rules.push({ name: `${room.path} runs anywhere`, severity: 'error', from, to: { dependencyTypes: ['core'] } });
      }
      return rules;
    }),
    {
      name: 'only bench and the command line know bench',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^bench/' },
    },
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
