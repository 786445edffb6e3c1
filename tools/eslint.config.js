import root from '../eslint.config.js';

/** The rules of the project, without its list of what is left out: that names this folder. */
export default [
  { ignores: ['node_modules/', 'eslint.config.js'] },
  ...root.filter(({ ignores, files }) => ignores === undefined || files !== undefined),
  {
    languageOptions: {
      parserOptions: { project: ['tsconfig.peers.json', 'tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    // A tool that reads what is not there ends by that.
    rules: { 'no-console': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
];
