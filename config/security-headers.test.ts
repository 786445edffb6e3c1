import { describe, expect, it } from 'vitest';
import { nginxHeaders, securityHeaders, staticHostHeaders } from './security-headers.ts';

describe('the security headers', () => {
  it('isolate the page, which the clock needs', () => {
    expect(securityHeaders()).toMatchObject({
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    });
  });

  it('let the product load nothing inline and nothing foreign but the data that a link names', () => {
    const policy = securityHeaders()['Content-Security-Policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    const others = policy?.split('; ').filter((directive) => !directive.startsWith('connect-src'));
    expect(others?.join('; ')).not.toMatch(/unsafe|https?:|\*/);
    expect(policy).toContain("connect-src 'self' https:;");
  });

  it('are the same in every deployable form', () => {
    for (const [name, value] of Object.entries(securityHeaders())) {
      expect(staticHostHeaders()).toContain(`  ${name}: ${value}\n`);
      expect(nginxHeaders()).toContain(`add_header ${name} "${value}" always;\n`);
    }
  });
});
