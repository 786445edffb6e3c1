import { join } from 'node:path';
import { defineConfig } from 'vite';
import { securityHeaders } from '../../config/security-headers.ts';

/** The page, served with the app's own headers; or in mode `dawn` the program of the child process. */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  logLevel: 'warn',
  preview: { headers: securityHeaders(), host: '127.0.0.1', port: 0 },
  build: {
    target: 'es2023',
    emptyOutDir: true,
    modulePreload: false,
    ...(mode === 'dawn'
      ? {
          ssr: true,
          rollupOptions: { input: join(import.meta.dirname, 'dawn-child.ts'), output: { entryFileNames: '[name].js' } },
        }
      : {}),
  },
  ssr: { noExternal: true, external: ['webgpu'] },
}));
