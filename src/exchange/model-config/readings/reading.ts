import type { Architecture } from '../architectures.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Layer } from '../dimensions.ts';

/** A decoder's layers one by one, and what it has beside them. */
export interface Stack {
  readonly hidden: number;
  readonly layers: number;
  readonly at: (layer: number) => Layer;
  /** Parameters of tables of which a token reads some rows. */
  readonly lookupParams?: number;
}

/** What a `config.json` of an architecture says of its layers. */
export type Reading = (config: ConfigReader, architecture: Architecture) => Stack;

export const gatedOf = ({ mlp }: Architecture): boolean => mlp === 'gated';
