import { createCipheriv } from 'node:crypto';
import type { PlainJsonObject } from '../../conf/json/plain-json.ts';
import type { BlockImage } from './block-image.ts';

/** The object with a machine's master key, with which all its secrets are encrypted on their way to QEMU. */
export const MASTER_KEY_ALIAS = 'masterKey0';

/** A secret, encrypted with the machine's master key. */
export interface SealedSecret {
  readonly data: string;
  readonly iv: string;
}

/** Encrypts a secret with a master key of 32 bytes (AES-256-CBC, as libvirt does for QEMU). */
export function sealSecret(secret: Uint8Array, masterKey: Uint8Array, iv: Uint8Array): SealedSecret {
  const cipher = createCipheriv('aes-256-cbc', masterKey, iv);
  return { data: Buffer.concat([cipher.update(secret), cipher.final()]).toString('base64'), iv: Buffer.from(iv).toString('base64') };
}

/** The `secret` object, as `object-add` takes it. */
export function secretProps(alias: string, { data, iv }: SealedSecret): PlainJsonObject {
  return { 'qom-type': 'secret', 'id': alias, data, 'keyid': MASTER_KEY_ALIAS, iv, 'format': 'base64' };
}

/** Where what images need beside themselves comes from. */
export interface ImageObjectSources {
  /** The secret an image needs for `kind`, sealed. */
  readonly secret: (image: BlockImage, kind: 'auth' | 'encryption' | 'cookie' | 'tls-key') => SealedSecret;
  /** The folder with certificates for NBD (or VxHS). */
  readonly tlsDir?: string;
  /** The private key there has a passphrase. */
  readonly hasTlsKeySecret?: boolean;
}

/** The objects that must be there before an image's nodes, in libvirt's order. */
export function imageObjects(image: BlockImage, sources: ImageObjectSources): readonly PlainJsonObject[] {
  const { aliases, source } = image;
  const secret = (kind: 'auth' | 'encryption' | 'cookie', alias: string | undefined): PlainJsonObject[] =>
    alias === undefined ? [] : [secretProps(alias, sources.secret(image, kind))];
  return [
    ...reservationsProps(source.reservations?.managed, aliases.reservations, source.reservations?.source?.path),
    ...secret('auth', aliases.auth),
    ...secret('encryption', aliases.encryption),
    ...secret('cookie', aliases.cookie),
    ...tlsProps(image, sources),
  ];
}

/** The names of those objects, to remove them. */
export function imageObjectNames({ aliases, source }: BlockImage, hasTlsKeySecret = false): readonly string[] {
  const reservations = source.reservations?.managed === true ? undefined : aliases.reservations;
  const tlsKey = aliases.tls !== undefined && hasTlsKeySecret ? `${aliases.tls}-secret0` : undefined;
  return [reservations, aliases.auth, aliases.encryption, aliases.cookie, aliases.tls, tlsKey].filter((name) => name !== undefined);
}

function reservationsProps(isManaged: boolean | undefined, alias: string | undefined, path: string | undefined): PlainJsonObject[] {
  // The one of the driver's own is shared by all disks and added once for the machine.
  return alias === undefined || isManaged === true ? [] : [{ 'qom-type': 'pr-manager-helper', 'id': alias, 'path': path ?? '' }];
}

function tlsProps(image: BlockImage, { secret, tlsDir = '', hasTlsKeySecret = false }: ImageObjectSources): PlainJsonObject[] {
  const { tls } = image.aliases;
  if (tls === undefined) return [];
  const keyAlias = hasTlsKeySecret ? `${tls}-secret0` : undefined;
  return [
    ...(keyAlias === undefined ? [] : [secretProps(keyAlias, secret(image, 'tls-key'))]),
    { 'qom-type': 'tls-creds-x509', 'id': tls, 'dir': tlsDir, 'endpoint': 'client', 'verify-peer': true, 'passwordid': keyAlias },
  ];
}
