import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { programHashes } from './config/program-hash.ts';

/** The command line as one bundle of plain JavaScript, which runs on every Node the package supports. */
export default defineConfig({
  define: { ROOFRACK_PROGRAM: programHashes(import.meta.dirname) },
  build: {
    outDir: 'dist-cli',
    target: 'node20',
    ssr: true,
    minify: false,
    rollupOptions: {
      input: {
        roofrack: resolve(import.meta.dirname, 'src/cli/main.ts'),
        'cli-thread': resolve(import.meta.dirname, 'src/cli/cli-thread.ts'),
        'draw-thread': resolve(import.meta.dirname, 'src/cli/draws/draw-thread.ts'),
        'row-thread': resolve(import.meta.dirname, 'src/cli/sweep/row-thread.ts'),
        'dawn-child': resolve(import.meta.dirname, 'bench/dawn-child.ts'),
        'dawn-sampling': resolve(import.meta.dirname, 'bench/dawn-sampling.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true, external: ['playwright', 'vite', 'webgpu', 'highs'] },
});
