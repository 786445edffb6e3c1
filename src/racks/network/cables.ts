import { media } from '../../catalog/catalog.ts';
import type { Medium } from '../../catalog/schema.ts';
import type { Hall } from '../hall/hall.ts';
import { routeM, soldLengthM, type CableEnd, type TrayPlan } from '../hall/route.ts';
import type { Link } from './links.ts';

/** The medium with the shortest reach that still reaches, for one link; null where none of that speed is known. */
export const chooseMedium = (lengthM: number, speedGbitps: number, toServer: boolean): Medium | null =>
  media
    .filter(
      ({ speedGbitps: speed, mostLengthM, joins }) =>
        speed === speedGbitps &&
        mostLengthM >= lengthM &&
        (joins === 'any' || joins === (toServer ? 'switch-and-node' : 'switches')),
    )
    .reduce<Medium | null>(
      (shortest, medium) => (shortest === null || medium.mostLengthM < shortest.mostLengthM ? medium : shortest),
      null,
    );

export interface RoutedLink {
  readonly link: Link;
  /** Of the way. */
  readonly routeM: number;
  /** Of the cable, as sold. */
  readonly lengthM: number;
  readonly medium: Medium | null;
}

/** Length and medium of a link between two places of the hall. */
export const routeLink = (
  link: Link,
  lower: CableEnd,
  upper: CableEnd,
  hall: Hall,
  speedGbitps: number,
  trays?: TrayPlan,
): RoutedLink => {
  const way = routeM(lower, upper, hall, trays);
  const lengthM = soldLengthM(way);
  return { link, routeM: way, lengthM, medium: chooseMedium(lengthM, speedGbitps, link.tier === 'node') };
};

/** Cables of one medium and length. */
export interface CableBillLine {
  readonly medium: Medium | null;
  readonly lengthM: number;
  readonly links: number;
  /** Of the transceivers at both ends; null where nobody published it. */
  readonly powerW: number | null;
}

const linkW = ({ link, medium }: RoutedLink): number | null => {
  if (medium === null) return null;
  const { switchEndW, nodeEndW } = medium;
  if (link.tier === 'node') return switchEndW === null || nodeEndW === null ? null : switchEndW + nodeEndW;
  return switchEndW === null ? null : 2 * switchEndW;
};

/** Links by medium and length, shortest first. */
export const cableBill = (routed: readonly RoutedLink[]): CableBillLine[] => {
  const lines = new Map<string, CableBillLine>();
  for (const routedLink of routed) {
    const key = `${routedLink.medium?.id ?? ''} ${String(routedLink.lengthM)}`;
    const line = lines.get(key);
    const w = linkW(routedLink);
    lines.set(key, {
      medium: routedLink.medium,
      lengthM: routedLink.lengthM,
      links: (line?.links ?? 0) + 1,
      powerW: w === null || line?.powerW === null ? null : (line?.powerW ?? 0) + w,
    });
  }
  return [...lines.values()].toSorted(
    (a, b) => a.lengthM - b.lengthM || (a.medium?.id ?? '').localeCompare(b.medium?.id ?? ''),
  );
};
