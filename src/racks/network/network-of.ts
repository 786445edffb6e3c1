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
  /** Separate networks, all alike: more than one where servers need not reach each other and are more than one joins. */
  readonly networks: number;
  /** Each of them. */
  readonly fabric: Fabric;
  /** Of all networks. */
  readonly switches: SwitchBill;
  /** Of all networks and tiers. */
  readonly cables: number;
}

/** A scenario's word for the pod that the maker of its server designed. */
export const OWN_POD = 'superpod';

/** What a scenario may name. */
export const NETWORK_WORDS: readonly string[] = [OWN_POD, ...fabricProfiles.map(({ id }) => id)];

const PATH = 'network.profile';

const profileOf = (word: string, serverId: string): Result<FabricProfile, Problem> => {
  if (word !== OWN_POD) {
    const profile = findFabricProfile(word);
    return profile.ok ? profile : err(problem(PATH, `network.${profile.error.message}`));
  }
  const own = profileOfServer(serverId);
  if (own !== null) return ok(own);
  const served = fabricProfiles.flatMap(({ pod }) => pod.serverId ?? []);
  const message = `${PATH} is ${OWN_POD}, and no pod is designed around ${serverId}; ${didYouMean(serverId, served)}`;
  return err(problem(PATH, `${message} Name a fabric, or inference-frontend.`));
};

/**
 * The network that a scenario names, for its fleet: a profile of `roofrack fabric`, or `superpod` for the pod of its server.
 * Refused where nobody designed a pod around that server, or where the fleet is beyond what the switches of a pod reach;
 * a network without rails, by which only clients reach the servers, is built as often as it takes.
 */
export const networkOf = (word: string, serverId: string, servers: number): Result<FleetNetwork, Problem> => {
  const profile = profileOf(word, serverId);
  if (!profile.ok) return profile;
  const networks = profile.value.wiring.rails === 1 ? Math.ceil(servers / mostServers(profile.value)) : 1;
  const fabric = designFabric(profile.value, Math.ceil(servers / networks));
  if (!fabric.ok) return err(problem(PATH, `${PATH} ${profile.value.id}: ${fabric.error.message}`));
  return ok({
    networks,
    fabric: fabric.value,
    switches: switchBill(fabric.value, networks),
    cables: networks * cablesOf(fabric.value),
  });
};
