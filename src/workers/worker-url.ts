/**
 * A worker's URL under `require-trusted-types-for 'script'`: only a policy may turn text into one, and ours accepts
 * addresses of this very origin and nothing else.
 */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

const POLICY = 'roofrack-worker';

const sameOriginUrl = (url: string): string => {
  const absolute = new URL(url, location.href);
  if (absolute.origin !== location.origin)
    throw new TypeError(`A worker may only come from ${location.origin}, not from ${absolute.origin}.`);
  return absolute.href;
};

let policy: { createScriptURL(url: string): unknown } | undefined;

export const trustedWorkerUrl = (url: string): string => {
  const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  policy ??= trustedTypes?.createPolicy(POLICY, { createScriptURL: sameOriginUrl });
  // A browser without Trusted Types takes the text; one with them takes the TrustedScriptURL, which types as text here.
  return (policy === undefined ? sameOriginUrl(url) : policy.createScriptURL(url)) as string;
};
