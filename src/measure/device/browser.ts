import type { Measurement } from '../../records/measurement.ts';

interface Brands {
  readonly userAgentData?: { readonly brands: readonly { readonly brand: string; readonly version: string }[] };
}

/** Name and major version, from client hints where there are any, else from the user agent's text. */
export const describeBrowser = (navigator: { readonly userAgent: string }): Measurement['browser'] => {
  const userAgent = navigator.userAgent.slice(0, 1000);
  const brand = (navigator as Brands).userAgentData?.brands.findLast(({ brand: name }) => !/not.?a.?brand/i.test(name));
  const [, name, version] = /(Firefox|Edg|Chrome|Version)\/([\d.]+)/.exec(userAgent) ?? [];
  const spoken = name === 'Version' ? 'Safari' : name;
  return {
    name: (brand?.brand ?? spoken ?? 'unknown').slice(0, 100),
    version: (version ?? brand?.version ?? '').slice(0, 100),
    userAgent,
  };
};
