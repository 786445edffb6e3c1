/** What joins the accelerators of a group: links of their own as far as those go, ports of a network beyond. */
export interface Network {
  /** Accelerators that links of their own join: those of a server, or of a rack at rack scale. */
  readonly linked: number;
  /** One direction of the network ports, for each accelerator, bytes/s. */
  readonly portBytesPerS: number;
}

/**
 * What is taken of the network where nobody published a server's ports: one direction of 200 Gbit/s for each accelerator, the
 * slowest that servers of eight were sold with since 2020. An assumption, and named as one.
 */
export const ASSUMED_PORT_BYTES_PER_S = 25e9;

/** Groups of a server, joined by links, that a group of so many accelerators spans; 1 where links join all of them. */
export const linkGroups = (size: number, network: Network | undefined): number =>
  network === undefined ? 1 : Math.ceil(size / network.linked);
