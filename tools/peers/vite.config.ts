import { defineConfig } from 'vite';
import { securityHeaders } from '../../config/security-headers.ts';

const { 'Content-Security-Policy': _policyOfTheProduct, ...isolation } = securityHeaders();

/** ONNX Runtime Web compiles WebAssembly, which the product's policy refuses; nothing may come from another origin. */
const headers = {
  ...isolation,
  'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
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
