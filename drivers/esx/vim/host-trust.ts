import { createHash } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { certificateFingerprint, certificatePinsFile, pinCertificate, pinnedCertificate } from '../../transport/certificate-pins.ts';
import type { DialBudget } from '../../transport/dial-budget.ts';
import { errnoWords, systemError } from '../../transport/system-error.ts';
import { hostPort } from '../../transport/tcp.ts';
import { whenConnected } from '../../transport/unix.ts';

/**
 * Which certificate of a host is believed: one that the system trusts, or one that a person accepted. Decided once, when the
 * connection opens; each later socket must show the same.
 */
export class HostTrust {
  readonly #verify: boolean;
  readonly #file: string;
  /** Fingerprints that were accepted, by server. */
  readonly #accepted = new Map<string, string>();
  /** Something was believed without being checked. */
  isBlind = false;

  constructor(verify: boolean, file: string = certificatePinsFile()) {
    this.#verify = verify;
    this.#file = file;
  }

  /**
   * Puts TLS on a socket.
   *
   * @throws auth-failed, auth-cancelled (step `tls`) when the certificate is not believed; system-error when there is no handshake.
   */
  async secure(socket: Socket, host: string, port: number, budget: DialBudget): Promise<TLSSocket> {
    budget.step = 'tls';
    const server = hostPort(host, port);
    const secure = connect({ socket, minVersion: 'TLSv1.2', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'], ...(isIP(host) === 0 ? { servername: host } : { host }) });
    try {
      await budget.race(whenConnected(secure, 'secureConnect'));
      await this.#judge(secure, server, budget);
      return secure;
    } catch (error) {
      secure.destroy();
      socket.destroy();
      if (error instanceof Error && 'step' in error) throw error;
      throw systemError(error, { message: `TLS handshake with ${server} failed`, step: 'tls', subject: server });
    }
  }

  async #judge(secure: TLSSocket, server: string, budget: DialBudget): Promise<void> {
    if (secure.authorized) return;
    if (!this.#verify) {
      this.isBlind = true;
      return;
    }
    const fingerprint = certificateFingerprint(secure.getPeerCertificate().raw);
    const known = this.#accepted.get(server) ?? pinnedCertificate(this.#file, server);
    if (known === fingerprint) return;
    const why = errnoWords(secure.authorizationError);
    if (!budget.canAsk || this.#accepted.has(server)) throw refused(server, fingerprint, why, known);
    const answer = await budget.ask({
      kind: 'host-key',
      target: server,
      status: known === undefined ? 'unknown' : 'changed',
      keyType: 'TLS certificate',
      fingerprint,
      knownHostsFile: this.#file,
    });
    if (answer?.kind !== 'accept') throw libvirtError('esx', 'auth-cancelled', `the certificate of ${server} was not accepted`, { subject: server, step: 'tls' });
    this.#accepted.set(server, fingerprint);
    if (answer.remember) pinCertificate(this.#file, server, fingerprint);
  }

  /**
   * Believes exactly the certificate with this thumbprint, which the host gave over a connection that is believed: hex of SHA-1
   * or SHA-256, with or without colons.
   */
  async secureWithThumbprint(socket: Socket, host: string, thumbprint: string, budget: DialBudget): Promise<TLSSocket> {
    const secure = connect({ socket, minVersion: 'TLSv1.2', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'], ...(isIP(host) === 0 ? { servername: host } : { host }) });
    try {
      await budget.race(whenConnected(secure, 'secureConnect'));
    } catch (error) {
      secure.destroy();
      throw systemError(error, { message: `TLS handshake with ${host} failed`, step: 'tls', subject: host });
    }
    const wanted = thumbprint.replaceAll(':', '').toLowerCase();
    const shown = createHash(wanted.length === 64 ? 'sha256' : 'sha1').update(secure.getPeerCertificate().raw).digest('hex');
    if (shown === wanted) return secure;
    secure.destroy();
    throw libvirtError('esx', 'auth-failed', `the certificate of ${host} is not the one that its ticket names`, { subject: host, step: 'tls' });
  }
}

function refused(server: string, fingerprint: string, why: string, known: string | undefined): VirError {
  const story =
    known === undefined
      ? `The certificate of ${server} cannot be checked: ${why}. Its fingerprint is ${fingerprint}. Connect once from the window to compare and accept it, or add no_verify=1 to the URI.`
      : `The certificate of ${server} is not the one that was accepted before. It is now ${fingerprint}. Either it was renewed, or somebody is in between.`;
  const hint = libvirtError('esx', 'gnutls-error', story, { subject: fingerprint, step: 'tls' });
  return libvirtError('esx', 'auth-failed', `the certificate of ${server} is not trusted`, { subject: server, step: 'tls', cause: hint });
}
