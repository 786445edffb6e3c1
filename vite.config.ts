import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
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

/**
 * The app as one that is installed and works without a network: all of its files are kept after the first visit, and a new
 * version waits until the reader loads it. The page registers the worker itself, by an address that its policy trusts.
 */
const keptApp = () =>
  VitePWA({
    strategies: 'generateSW',
    registerType: 'prompt',
    injectRegister: false,
    includeAssets: [],
    manifest: {
      name: 'Roofrack',
      short_name: 'Roofrack',
      description: 'Measures what a GPU delivers and sizes the fleet that serves a load.',
      id: './',
      start_url: './',
      scope: './',
      display: 'standalone',
      background_color: '#f9fafb',
      theme_color: '#0f4c5c',
      icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
    },
    workbox: {
      globPatterns: ['index.html', 'icon.svg', 'assets/**/*.{js,css,json,svg}'],
      maximumFileSizeToCacheInBytes: 4 * 2 ** 20,
      // The policy forbids what is imported by text, and a worker of one file needs none of it.
      inlineWorkboxRuntime: true,
      navigateFallback: 'index.html',
      navigateFallbackDenylist: [/bench\.html/],
      cleanupOutdatedCaches: true,
      clientsClaim: true,
    },
  });

export default defineConfig({
  base: './',
  define: { ROOFRACK_PROGRAM: programHashes(root) },
  plugins: [deployableHeaders(), hiddenHeaderFiles(), zipAtOnce(), fetchedFacts(), keptApp()],
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
