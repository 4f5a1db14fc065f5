/** Names one server of a daemon: `libvirtd` (its users) or `admin`. */
export interface AdminServerRef {
  readonly name: string;
}

/** Names one client of a server. */
export interface AdminClientRef {
  readonly server: AdminServerRef;
  /** Unique in its server for as long as the daemon runs. */
  readonly id: bigint;
  /** Since 1970, UTC. */
  readonly connectedAtSeconds: bigint;
  /** 0 unix, 1 tcp, 2 tls (`virClientTransport`). */
  readonly transport: number;
}
