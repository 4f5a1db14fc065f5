import type { DomainRef, NetworkRef } from '../../api/refs.ts';

/** libvirt's error as a peer sends it; `code` and `domain` are its numbers. */
export interface RemoteErrorPayload {
  readonly code: number;
  readonly domain: number;
  readonly message: string | undefined;
  readonly level: number;
  readonly dom: DomainRef | undefined;
  readonly str1: string | undefined;
  readonly str2: string | undefined;
  readonly str3: string | undefined;
  readonly int1: number;
  readonly int2: number;
  readonly net: NetworkRef | undefined;
}

/** A virtual CPU without its map, which travels separately. */
export interface RemoteVcpuInfo {
  readonly number: number;
  readonly state: number;
  readonly cpuTimeNs: bigint;
  readonly cpu: number;
}

/** A security label; the text ends at the first NUL. */
export interface RemoteSecurityLabel {
  readonly label: Uint8Array;
  readonly enforcing: boolean;
}

/** Who is at one end of a graphics connection. */
export interface GraphicsIdentity {
  readonly type: string;
  readonly name: string;
}
