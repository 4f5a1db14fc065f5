import { isoImage } from './iso-image.ts';

/** What a new machine is to make of itself when it first starts. */
export interface CloudInit {
  /** Told apart from other machines by this: the machine's UUID. */
  readonly instanceId: string;
  readonly hostname?: string;
  /** A user who may become root without a password. */
  readonly user?: string;
  /** Its password, as a hash of crypt(5). */
  readonly passwordHash?: string;
  /** Lines as in authorized_keys. */
  readonly sshKeys?: readonly string[];
  readonly packages?: readonly string[];
  /** A fixed address for the first network card; undefined: DHCP. */
  readonly network?: CloudInitNetwork;
  /** The whole `user-data` instead of the above. */
  readonly userData?: string;
}

/** A fixed address. */
export interface CloudInitNetwork {
  /** With the length of its network: `192.0.2.5/24`. */
  readonly address: string;
  readonly gateway?: string;
  readonly nameservers?: readonly string[];
}

/** The CD that cloud-init looks for (NoCloud): its label is `cidata`, it has `meta-data` and `user-data`. */
export function cloudInitImage(wanted: CloudInit, now = new Date()): Uint8Array {
  const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');
  return isoImage(
    'cidata',
    [
      { name: 'meta-data', data: text(metaData(wanted)) },
      { name: 'user-data', data: text(wanted.userData ?? userData(wanted)) },
      ...(wanted.network === undefined ? [] : [{ name: 'network-config', data: text(networkConfig(wanted.network)) }]),
    ],
    now,
  );
}

function metaData({ instanceId, hostname }: CloudInit): string {
  return `${JSON.stringify({ 'instance-id': instanceId, ...(hostname === undefined ? {} : { 'local-hostname': hostname }) }, undefined, 2)}\n`;
}

function networkConfig({ address, gateway, nameservers = [] }: CloudInitNetwork): string {
  const isSix = address.includes(':');
  // Names of network cards differ from system to system; that they are Ethernet's does not.
  const card = {
    match: { name: 'e*' },
    addresses: [address],
    ...(gateway === undefined ? {} : { [isSix ? 'gateway6' : 'gateway4']: gateway }),
    ...(nameservers.length === 0 ? {} : { nameservers: { addresses: nameservers } }),
  };
  return `${JSON.stringify({ version: 2, ethernets: { card } }, undefined, 2)}\n`;
}

/** JSON is YAML, too, and quotes everything rightly. */
function userData({ hostname, user, passwordHash, sshKeys = [], packages = [] }: CloudInit): string {
  const keys = sshKeys.length === 0 ? {} : { ssh_authorized_keys: sshKeys };
  const person = { name: user, sudo: 'ALL=(ALL) NOPASSWD:ALL', shell: '/bin/bash', lock_passwd: passwordHash === undefined, ...(passwordHash === undefined ? {} : { passwd: passwordHash }), ...keys };
  const config = {
    ...(hostname === undefined ? {} : { hostname }),
    ...(user === undefined ? keys : { users: ['default', person] }),
    ...(packages.length === 0 ? {} : { package_update: true, packages }),
  };
  return `#cloud-config\n${JSON.stringify(config, undefined, 2)}\n`;
}
