import { defineConfig } from 'vite';
import { securityHeaders } from '../../config/security-headers.ts';

const { 'Content-Security-Policy': _policyOfTheProduct, ...isolation } = securityHeaders();

/**
 * The libraries compile WebAssembly and make functions from text, which the product's policy refuses; what is not
 * relaxed is that nothing may come from another origin.
 */
const headers = {
  ...isolation,
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' blob: 'unsafe-eval' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'",
};

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  preview: { headers, host: '127.0.0.1', port: 0 },
  build: {
    target: 'es2023',
    emptyOutDir: true,
    modulePreload: false,
    // The libraries are as large as they are.
    chunkSizeWarningLimit: Infinity,
  },
});
