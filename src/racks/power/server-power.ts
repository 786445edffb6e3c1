/** Which power of a server is planned with. All in W. */
export type PowerBasis =
  | { readonly kind: 'nameplate' }
  | { readonly kind: 'derated'; readonly share: number }
  | { readonly kind: 'measured'; readonly watts: number }
  | { readonly kind: 'capped'; readonly watts: number }
  /** Idle at no load, nameplate at full load, between them by load to the power of `exponent` (1: linear). */
  | { readonly kind: 'load'; readonly idleW: number; readonly exponent: number };

/**
 * Power of a server under `load` (0 to 1) in W, null where its nameplate is needed and nobody published it. A cap holds
 * whatever the server would draw; a measured figure stands for every load. Racks are sized at load 1.
 */
export const serverPowerW = (nameplateW: number | null, basis: PowerBasis, load = 1): number | null => {
  switch (basis.kind) {
    case 'measured':
      return basis.watts;
    case 'capped':
      return nameplateW === null ? basis.watts : Math.min(nameplateW, basis.watts);
    case 'nameplate':
      return nameplateW;
    case 'derated':
      return nameplateW === null ? null : nameplateW * basis.share;
    case 'load':
      return nameplateW === null ? null : basis.idleW + (nameplateW - basis.idleW) * load ** basis.exponent;
  }
};
