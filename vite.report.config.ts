import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** The program of a report as one script, which `bench report` puts into its page beside the data. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist-report',
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: false,
    // In one file of its own; else the script would add it to the page, which its policy refuses.
    cssCodeSplit: false,
    rollupOptions: {
      input: { report: resolve(import.meta.dirname, 'src/app/report/main.ts') },
      output: { format: 'iife', entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
});
