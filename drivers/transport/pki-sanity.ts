import { createPrivateKey, X509Certificate } from 'node:crypto';
import { libvirtError } from '../core/error-text.ts';
import type { VirError } from '../core/vir-error.ts';
import type { PkiFiles } from './pki.ts';

const PEM = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/**
 * Looks at our own certificates before anybody else does, so that a mistake in them is named here and not by a daemon that
 * hangs up. `no_sanity=1` leaves it out.
 *
 * @libvirt virNetTLSContextSanityCheckCredentials
 * @throws system-error in libvirt's words: expired, not of this authority, key and certificate that do not match.
 */
export function checkPki(files: PkiFiles, now: Date = new Date()): void {
  const authorities = certificates(files.ca);
  if (authorities === undefined || authorities.length === 0) throw failed(`Unable to import CA certificate list ${files.caFile}`, files.caFile);
  for (const authority of authorities) checkTimes(authority, 'CA', files.caFile, now);
  if (files.cert === undefined || files.key === undefined) return;
  const chain = certificates(files.cert);
  const [own] = chain ?? [];
  if (chain === undefined || own === undefined) throw failed(`Unable to import client certificate ${files.certFile}`, files.certFile);
  checkTimes(own, 'client', files.certFile, now);
  if (!chain.some((each) => authorities.some((authority) => isIssuer(authority, each)))) {
    throw failed(`Our own certificate ${files.certFile} failed validation against ${files.caFile}: The certificate is not trusted.`, files.certFile);
  }
  checkKey(own, files.key, files);
}

function certificates(pem: Buffer): readonly X509Certificate[] | undefined {
  try {
    return (pem.toString('latin1').match(PEM) ?? []).map((text) => new X509Certificate(text));
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function isIssuer(authority: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function checkTimes(certificate: X509Certificate, kind: 'CA' | 'client', file: string, now: Date): void {
  if (new Date(certificate.validTo) < now) throw failed(`The ${kind} certificate ${file} has expired`, file);
  if (new Date(certificate.validFrom) > now) throw failed(`The ${kind} certificate ${file} is not yet active`, file);
}

function checkKey(own: X509Certificate, pem: Buffer, { keyFile, certFile }: PkiFiles): void {
  const bad = (why: string, cause?: unknown): VirError => failed(`Unable to set x509 key and certificate: ${keyFile}, ${certFile}: ${why}`, keyFile, cause);
  let matches: boolean;
  try {
    matches = own.checkPrivateKey(createPrivateKey(pem));
  } catch (cause) {
    throw bad('The requested data were not available.', cause);
  }
  if (!matches) throw bad('The certificate and the given key do not match.');
}

function failed(message: string, subject: string, cause?: unknown): VirError {
  return libvirtError('rpc', 'system-error', message, { subject, step: 'tls', cause });
}
