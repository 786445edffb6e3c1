import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';
import { rooms } from './config/boundaries.ts';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'dist-cli/',
      'dist-report/',
      'node_modules/',
      'tools/',
      '.cache/',
      'docs/',
      '**/*.cjs',
      'eslint.config.js',
      'test-results/',
      'playwright-report/',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ['tsconfig.app.json', 'tsconfig.node.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Values of unknown type are shown after objects have been dealt with, which the rule cannot see.
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      eqeqeq: 'error',
      // Names that say that something was done, and not what it is.
      'id-denylist': ['error', 'one', 'said', 'taken', 'asked'],
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      'prefer-const': 'error',
    },
  },
  // The id `serving.one` stands in stored plans.
  { files: ['src/records/ledger-lines.ts'], rules: { 'id-denylist': 'off' } },
  {
    // A pure room takes its clock and its chance from its caller.
    files: rooms.filter(({ pure }) => pure).map(({ path }) => `${path}/**/*.ts`),
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'performance',
        'window',
        'document',
        'navigator',
        'fetch',
        'process',
        'setTimeout',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Pass a seeded Random from base/random.ts.' },
        { object: 'Date', property: 'now', message: 'Pass the time in.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Pass the time in.' },
      ],
    },
  },
  {
    files: ['src/app/**/*.ts'],
    plugins: { lit, wc, 'lit-a11y': litA11y },
    rules: {
      ...lit.configs['flat/recommended'].rules,
      ...wc.configs['flat/recommended'].rules,
      ...litA11y.configs.recommended.rules,
      'lit/no-invalid-html': 'error',
      'lit/no-useless-template-literals': 'error',
      'lit/no-value-attribute': 'error',
      'lit/attribute-value-entities': 'error',
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['lit/directives/style-map.js'],
              message: 'The content security policy refuses inline styles: use .style=${…}.',
            },
            { group: ['lit/directives/unsafe-*'], message: 'Trusted Types: nothing unsafe goes into the page.' },
          ],
        },
      ],
      'no-restricted-properties': ['error', { property: 'innerHTML' }, { property: 'outerHTML' }],
    },
  },
  {
    // Matchers of the test runner are of type any, and fakes stand in for what is asynchronous or a method.
    files: ['**/*.test.ts', '**/testing/**/*.ts', 'e2e/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Loops over vectors and matrices: the loop itself sets the bounds of the index, and checking each access would cost time
    // where it is counted in millions. Everywhere else base/checked.ts reads what must be there.
    files: [
      'src/base/nearest.ts',
      'src/base/random.ts',
      'src/base/statistics/**/*.ts',
      'src/calibrate/{design,forms,stack-fit}.ts',
      'src/measure/kernels/{matmul,operands,oracle,probes}.ts',
      'src/plan/queueing/{birth-death,quadrature}.ts',
      'src/plan/sensitivity/monte-carlo.ts',
      'src/plan/serving/{first-token,prompt-queue,time-mixture}.ts',
      'src/racks/failures/{cascade,compile-chain,hall-chain}.ts',
      'src/racks/packing/{balanced-fill,best-pattern,bound,coarser,deal-out,filled-rack,good-pattern,knapsack}.ts',
      'src/racks/packing/{laid-out,maximal-patterns,pack,pattern-lp,pattern-space,pinned-racks,prepare,whole-racks}.ts',
      'src/racks/power/assign-outlets.ts',
      'src/simulate/{arrivals,histogram,kv-blocks,prefill-pool,simulate-replica,slot-heap,time-series,waiting-line}.ts',
      'src/sweep/{density,front}.ts',
      'src/throughput/{by-tokens,tile-time}.ts',
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // What runs in another page has nothing imported; a test that reads what is not there fails by that.
    files: ['bench/compare/browser-host.ts', '**/*.test.ts', '**/testing/**/*.ts', 'e2e/**/*.ts', 'bench/*.spec.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Units share their modules (vitest.config.ts); a page in a browser has its own.
    files: ['**/*.test.ts'],
    ignores: ['**/*.mocks.test.ts', '**/*.browser.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['mock', 'doMock', 'resetModules'].map((property) => ({
          object: 'vi',
          property,
          message: 'Name the file *.mocks.test.ts, so that no other is given the mock.',
        })),
      ],
    },
  },
  { files: ['scripts/**/*.ts', 'bench/**/*.ts', 'e2e/**/*.ts'], rules: { 'no-console': 'off' } },
);
