import root from '../eslint.config.js';

/** The rules of the project, without its list of what is left out: that names this folder. */
export default [
  { ignores: ['node_modules/', 'eslint.config.js'] },
  ...root.filter(({ ignores, files }) => ignores === undefined || files !== undefined),
  {
    languageOptions: {
      parserOptions: { project: ['tsconfig.peers.json', 'tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: { 'no-console': 'off' },
  },
];
