import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { programHashes } from './config/program-hash.ts';
import { nginxHeaders, securityHeaders, staticHostHeaders } from './config/security-headers.ts';

const root = import.meta.dirname;

const deployableHeaders = (): Plugin => ({
  name: 'roofrack-deployable-headers',
  apply: 'build',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: '_headers', source: staticHostHeaders() });
    this.emitFile({ type: 'asset', fileName: 'nginx-headers.conf', source: nginxHeaders() });
  },
});

/** What tells a host its headers is no part of the site: hosts that read these files do not serve them either. */
const hiddenHeaderFiles = (): Plugin => ({
  name: 'roofrack-hidden-header-files',
  configurePreviewServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (!['/_headers', '/nginx-headers.conf'].includes(pathname)) {
        next();
        return;
      }
      response.statusCode = 404;
      response.end();
    });
  },
});

/** The library that writes workbooks zips without workers: src/exchange/zip-at-once.ts says why. */
const zipAtOnce = (): Plugin => ({
  name: 'roofrack-zip-at-once',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source === 'fflate' && importer?.includes('write-excel-file') === true
      ? resolve(root, 'src/exchange/zip-at-once.ts')
      : null,
});

const FACTS = join(root, 'src/catalog/facts');
const AS_MODULE = '\0facts:';

/**
 * Facts are data: page and workers fetch them as JSON, from one file that the browser keeps for both, and no script holds them.
 * Modules that import them wait for their arrival.
 */
const fetchedFacts = (): Plugin => ({
  name: 'roofrack-fetched-facts',
  apply: 'build',
  enforce: 'pre',
  resolveId: (source, importer) => {
    if (importer === undefined || !source.endsWith('.json')) return null;
    const file = resolve(dirname(importer), source);
    return dirname(file) === FACTS ? `${AS_MODULE}${basename(file, '.json')}` : null;
  },
  load(id) {
    if (!id.startsWith(AS_MODULE)) return null;
    const name = `${id.slice(AS_MODULE.length)}.json`;
    const source = JSON.stringify(JSON.parse(readFileSync(join(FACTS, name), 'utf8')));
    const reference = this.emitFile({ type: 'asset', name, source });
    const code = `export default await (await fetch(import.meta.ROLLUP_FILE_URL_${reference})).json();`;
    return { code, moduleType: 'js' };
  },
});

export default defineConfig({
  base: './',
  define: { ROOFRACK_PROGRAM: programHashes(root) },
  plugins: [deployableHeaders(), hiddenHeaderFiles(), zipAtOnce(), fetchedFacts()],
  server: { headers: securityHeaders({ dev: true }) },
  preview: { headers: securityHeaders() },
  // Served as it is, so that the plugin above sees who imports what.
  optimizeDeps: { exclude: ['write-excel-file'] },
  worker: { format: 'es', plugins: () => [fetchedFacts()] },
  build: {
    target: 'es2023',
    // Browsers that know light-dark() and oklch() as they are written; older ones have no WebGPU worth measuring.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Inline assets would be `data:` URLs, which the content security policy refuses for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { index: resolve(root, 'index.html'), bench: resolve(root, 'bench.html') } },
  },
});
