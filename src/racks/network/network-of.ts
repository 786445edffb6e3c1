import { didYouMean } from '../../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import {
  cablesOf,
  designFabric,
  fabricProfiles,
  findFabricProfile,
  mostServers,
  profileOfServer,
  type Fabric,
  type FabricProfile,
} from './fabric.ts';
import { switchBill, type SwitchBill } from './switch-bill.ts';

/** What a fleet's network adds to its servers. */
export interface FleetNetwork {
  /** Networks of equal size, where the fleet is beyond what the switches of one reach; what joins them is not counted. */
  readonly pods: number;
  readonly profile: FabricProfile;
  /** Of one pod. */
  readonly fabric: Fabric;
  /** Of one pod. */
  readonly switches: SwitchBill;
  /** Of one pod, all tiers together. */
  readonly cables: number;
}

/** A scenario's word for the pod that the maker of its server designed. */
export const OWN_POD = 'superpod';

/** What a scenario may name. */
export const networkProfiles: readonly { readonly id: string }[] = [{ id: OWN_POD }, ...fabricProfiles];

/**
 * The network that a scenario names, for its fleet: a profile of `roofrack fabric`, or `superpod` for the pod of its server.
 * Refused where nobody designed a pod around that server.
 */
export const networkOf = (profileId: string, serverId: string, servers: number): Result<FleetNetwork, Problem> => {
  const own = profileId === OWN_POD ? profileOfServer(serverId) : null;
  if (profileId === OWN_POD && own === null) {
    const served = [...new Set(fabricProfiles.flatMap(({ pod }) => pod.serverId ?? []))];
    return err(
      problem(
        'network.profile',
        `network.profile is superpod, and no pod is designed around ${serverId}; ${didYouMean(serverId, served)} Name a fabric, or inference-frontend.`,
      ),
    );
  }
  const profile = own === null ? findFabricProfile(profileId) : ok(own);
  if (!profile.ok) return err(problem('network.profile', `network.${profile.error.message}`));
  const pods = Math.max(1, Math.ceil(servers / mostServers(profile.value)));
  const fabric = designFabric(profile.value, Math.ceil(servers / pods));
  if (!fabric.ok)
    return err(problem('network.profile', `network.profile ${profile.value.id}: ${fabric.error.message}`));
  return ok({
    pods,
    profile: profile.value,
    fabric: fabric.value,
    switches: switchBill(fabric.value),
    cables: cablesOf(fabric.value),
  });
};
