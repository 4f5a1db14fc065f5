import { isIP } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { libvirtError } from '../core/error-text.ts';
import { VirError } from '../core/vir-error.ts';
import { DuplexChannel, type ByteChannel } from './byte-channel.ts';
import type { DialBudget } from './dial-budget.ts';
import { messageCutter } from './message-cutter.ts';
import { checkPki } from './pki-sanity.ts';
import type { PkiFiles } from './pki.ts';
import { errnoName, errnoWords, systemError } from './system-error.ts';
import { hostPort, tcpSocket } from './tcp.ts';
import { tlsChoice } from './tls-priority.ts';
import { whenConnected } from './unix.ts';

/** Where to, and how strictly. */
export interface TlsTarget {
  readonly host: string;
  readonly port: number;
  /** False with `no_verify=1`: whoever answers is believed. */
  readonly verify: boolean;
  readonly files: PkiFiles;
  /** `tls_priority=`; undefined: the usual. */
  readonly priority?: string | undefined;
  /** False with `no_sanity=1`: our own certificates are not looked at beforehand. */
  readonly sanity?: boolean;
}

/** libvirtd sends this inside TLS once it has accepted our certificate; only then may we speak. */
const CONFIRMATION = 0x01;

/**
 * Connects with TLS to a libvirt daemon and waits for its word that our certificate is good.
 *
 * @throws system-error when the daemon's certificate is not good, rpc when ours is not; step `tls`.
 */
export async function dialTls(target: TlsTarget, budget: DialBudget): Promise<ByteChannel> {
  const { host, port, verify, files, priority, sanity } = target;
  budget.step = 'tls';
  if (sanity !== false) checkPki(files);
  const choice = priority === undefined ? undefined : tlsChoice(priority);
  const socket = await tcpSocket(host, port, budget);
  budget.step = 'tls';
  const secure = secured({
    socket,
    ca: files.ca,
    minVersion: choice?.minVersion ?? 'TLSv1.2',
    ...(choice === undefined ? {} : { maxVersion: choice.maxVersion }),
    ...(choice?.ciphers === undefined ? {} : { ciphers: choice.ciphers }),
    rejectUnauthorized: verify,
    ...(verify ? {} : { checkServerIdentity: () => undefined }),
    ...(isIP(host) === 0 ? { servername: host } : { host }),
    ...(files.crl === undefined ? {} : { crl: files.crl }),
    ...(files.cert === undefined || files.key === undefined ? {} : { cert: files.cert, key: files.key }),
  });
  try {
    await budget.race(whenConnected(secure, 'secureConnect'));
    await budget.race(confirmation(secure, files));
    return new DuplexChannel(secure, { description: hostPort(host, port), cut: messageCutter() });
  } catch (error) {
    secure.destroy();
    socket.destroy();
    throw VirError.is(error) ? error : tlsError(target, error);
  }
}

/** Begins TLS; what cannot even be begun with (a key that is none) is told as such. */
function secured(options: ConnectionOptions): TLSSocket {
  try {
    const socket = connect(options);
    // Node would put several waiting messages into one record, see messageCutter.
    return Object.assign(socket, { _writev: undefined });
  } catch (error) {
    throw libvirtError('rpc', 'system-error', `Unable to set x509 key and certificate: ${errnoWords(error)}`, { step: 'tls', cause: error });
  }
}

function confirmation(socket: TLSSocket, files: PkiFiles): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      socket.off('readable', onReadable);
      socket.off('end', onEnd);
      socket.off('close', onEnd);
      socket.off('error', onError);
      act();
    };
    const onReadable = (): void => {
      const byte = socket.read(1) as Buffer | null;
      if (byte === null) return;
      settle(byte[0] === CONFIRMATION ? resolve : () => { reject(notConfirmed(files)); });
    };
    const onEnd = (): void => {
      settle(() => { reject(notConfirmed(files)); });
    };
    const onError = (error: Error): void => {
      settle(() => { reject(isAlert(error) ? notConfirmed(files, error) : error); });
    };
    socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
  });
}

function notConfirmed({ cert, key, certFile, keyFile }: PkiFiles, cause?: unknown): VirError {
  const missing = cert === undefined ? certFile : key === undefined ? keyFile : undefined;
  const next =
    missing === undefined
      ? `The host does not accept ${certFile}, or our address. Its authority must have signed the certificate, and tls_allowed_dn_list in the host's libvirtd.conf must allow it.`
      : `The host wants to see a certificate of ours, and there is no ${missing}. Put a certificate that the host's authority has signed at ${certFile}, and its key at ${keyFile}.`;
  const hint = libvirtError('rpc', 'auth-failed', next, { subject: certFile, step: 'tls', cause });
  return libvirtError('rpc', 'rpc', 'server verification (of our certificate or IP address) failed', { step: 'tls', cause: hint });
}

/** The peer refused us by a TLS alert (with TLS 1.3 that comes after our side of the handshake is done). */
function isAlert(error: unknown): boolean {
  return /alert|ERR_SSL/.test(`${errnoName(error) ?? ''} ${error instanceof Error ? error.message : ''}`);
}

/** libvirt's words for what OpenSSL says of a certificate. */
const REASONS: Readonly<Record<string, string>> = {
  CERT_REVOKED: 'The certificate has been revoked.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The certificate hasn't got a known issuer.",
  UNABLE_TO_GET_ISSUER_CERT: "The certificate hasn't got a known issuer.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "The certificate hasn't got a known issuer.",
  SELF_SIGNED_CERT_IN_CHAIN: "The certificate hasn't got a known issuer.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The certificate hasn't got a known issuer.",
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  CERT_NOT_YET_VALID: 'The certificate is not yet active.',
};

function tlsError({ host, port, files }: TlsTarget, error: unknown): VirError {
  const subject = hostPort(host, port);
  const name = errnoName(error) ?? '';
  if (name === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return libvirtError('rpc', 'rpc', `Certificate [session] owner does not match the hostname ${host}`, { subject, step: 'tls', cause: error });
  }
  const reason = REASONS[name];
  if (reason !== undefined) {
    const hint = libvirtError('rpc', 'gnutls-error', `The certificate of ${subject} was checked against ${files.caFile}: ${errnoWords(error)}`, { subject, step: 'tls', cause: error });
    return libvirtError('rpc', 'system-error', `Certificate failed validation: ${reason}`, { subject, step: 'tls', cause: hint });
  }
  if (isAlert(error)) return libvirtError('rpc', 'gnutls-error', `TLS handshake failed: ${errnoWords(error)}`, { subject, step: 'tls', cause: error });
  return systemError(error, { message: `TLS handshake with ${subject} failed`, step: 'tls', subject });
}
