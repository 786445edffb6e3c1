import { didYouMean } from '../../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { designFabric, fabricProfiles, findFabricProfile, profileOfServer, type Fabric } from './fabric.ts';
import { switchBill, type SwitchBill } from './switch-bill.ts';

/** What a fleet's network adds to its servers. */
export interface FleetNetwork {
  readonly fabric: Fabric;
  readonly switches: SwitchBill;
  /** Of all tiers together. */
  readonly cables: number;
}

/** A scenario's word for the pod that the maker of its server designed. */
export const OWN_POD = 'superpod';

/**
 * The network that a scenario names, for its fleet: a profile of `roofrack fabric`, or `superpod` for the pod of its server.
 * Refused where nobody designed a pod around that server, or where the fleet is beyond what the switches reach.
 */
export const networkOf = (profileId: string, serverId: string, servers: number): Result<FleetNetwork, Problem> => {
  const own = profileId === OWN_POD ? profileOfServer(serverId) : null;
  if (profileId === OWN_POD && own === null) {
    const served = fabricProfiles.flatMap(({ pod }) => pod.serverId ?? []);
    return err(
      problem(
        'network.profile',
        `network.profile is superpod, and no pod is designed around ${serverId}; ${didYouMean(serverId, served)} Name a fabric, or inference-frontend.`,
      ),
    );
  }
  const profile = own === null ? findFabricProfile(profileId) : ok(own);
  if (!profile.ok) return err(problem('network.profile', `network.${profile.error.message}`));
  const fabric = designFabric(profile.value, servers);
  if (!fabric.ok)
    return err(problem('network.profile', `network.profile ${profile.value.id}: ${fabric.error.message}`));
  const { node, leafSpine, spineCore } = fabric.value.cables;
  return ok({
    fabric: fabric.value,
    switches: switchBill(fabric.value),
    cables: node + (leafSpine ?? 0) + (spineCore ?? 0),
  });
};
