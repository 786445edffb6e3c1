/**
 * The one source of the response headers. The dev server, the preview server, the tests and the deployable
 * output (`_headers`, `nginx-headers.conf`) are all made from it.
 *
 * COOP + COEP make the page cross-origin isolated, which refines `performance.now()` from 100 µs to 5 µs: for a
 * benchmark that is a measurement requirement, not only a security one.
 */
export interface HeaderOptions {
  /** The dev server injects inline styles and speaks over a web socket; nothing else may. */
  readonly dev?: boolean;
}

const contentSecurityPolicy = ({ dev = false }: HeaderOptions): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    dev ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
    "worker-src 'self'",
    // A sweep is read from where its link says; nothing else is fetched from elsewhere.
    `connect-src 'self' https:${dev ? ' ws:' : ''}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types lit-html roofrack-worker${dev ? ' vite-overlay' : ''}`,
  ].join('; ');

export const securityHeaders = (options: HeaderOptions = {}): Record<string, string> => ({
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': contentSecurityPolicy(options),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
});

/** The `_headers` file read by static hosts such as Netlify and Cloudflare Pages. */
export const staticHostHeaders = (): string =>
  `/*\n${Object.entries(securityHeaders())
    .map(([name, value]) => `  ${name}: ${value}`)
    .join('\n')}\n`;

/** A snippet to `include` in an nginx `server` block. */
export const nginxHeaders = (): string =>
  Object.entries(securityHeaders())
    .map(([name, value]) => `add_header ${name} "${value}" always;\n`)
    .join('');
