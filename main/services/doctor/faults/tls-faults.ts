import { fault, here, RETRY, there, type Case, type Fault } from '../fault.ts';

/** Certificates, theirs and ours. */
export function tlsFault({ error, text, host, port }: Case): Fault | undefined {
  if (error.step !== 'tls') return undefined;
  const missing = /Cannot read (CA certificate|client certificate|client key) '([^']+)'/.exec(error.message);
  if (missing !== null) {
    const path = missing[2] ?? '';
    return missing[1] === 'CA certificate'
      ? fault('fault.tlsNoCa', 'tls', { path }, here('scp', `root@${host}:/etc/pki/CA/cacert.pem`, path), RETRY)
      : fault('fault.tlsNoClient', 'tls', { path }, RETRY);
  }
  const own = ownFault(error.message);
  if (own !== undefined) return own;
  const absent = /there is no (\S+)\. Put a certificate/.exec(text)?.[1];
  if (absent !== undefined) return fault('fault.tlsNoClient', 'tls', { path: absent }, RETRY);
  if (/does not match the hostname/.test(text)) return fault('fault.tlsWrongName', 'tls', { host }, showNames(host, port), RETRY);
  if (/has expired/.test(text)) return fault('fault.tlsExpired', 'tls', { host }, there(host, 'openssl', 'x509', '-enddate', '-noout', '-in', '/etc/pki/libvirt/servercert.pem'), RETRY);
  if (/not yet active|not yet valid/.test(text)) return fault('fault.tlsNotYet', 'tls', { host }, there(host, 'date'), here('date'), RETRY);
  if (/has been revoked/.test(text)) return fault('fault.tlsRevoked', 'tls', { host });
  if (/known issuer/.test(text)) {
    const path = /checked against ([^:]+):/.exec(text)?.[1] ?? '/etc/pki/CA/cacert.pem';
    return fault('fault.tlsUnknownCa', 'tls', { host }, here('scp', `root@${host}:/etc/pki/CA/cacert.pem`, path), RETRY);
  }
  if (/of our certificate or IP address/.test(text)) return fault('fault.tlsClientRefused', 'tls', { host }, there(host, 'sudo', 'journalctl', '-u', 'libvirtd', '-n', '20'), RETRY);
  return fault('fault.notTls', 'tls', { host, port: String(port) }, RETRY);
}

/** Our own files were looked at before the host was asked. */
function ownFault(message: string): Fault | undefined {
  const times = /^The (?:CA|client) certificate (.+) (?:has expired|is not yet active)$/.exec(message)?.[1];
  if (times !== undefined) return fault('fault.tlsOwnExpired', 'tls', { path: times }, here('openssl', 'x509', '-dates', '-noout', '-in', times), RETRY);
  const [, cert, authority] = /^Our own certificate (.+) failed validation against (.+): The certificate is not trusted\.$/.exec(message) ?? [];
  if (cert !== undefined && authority !== undefined) return fault('fault.tlsOwnBad', 'tls', { path: `${cert}, ${authority}` }, here('openssl', 'verify', '-CAfile', authority, cert), RETRY);
  const [, key, pair] = /^Unable to set x509 key and certificate: ([^,]+), (.+?): /.exec(message) ?? [];
  if (key !== undefined && pair !== undefined) return fault('fault.tlsOwnBad', 'tls', { path: `${pair}, ${key}` }, RETRY);
  const unreadable = /^Unable to import (?:CA certificate list|client certificate) (.+)$/.exec(message)?.[1];
  if (unreadable !== undefined) return fault('fault.tlsOwnBad', 'tls', { path: unreadable }, here('openssl', 'x509', '-noout', '-text', '-in', unreadable), RETRY);
  return message.startsWith('Failed to set TLS session priority') ? fault('fault.tlsPriority', 'tls', {}) : undefined;
}

/** Prints the names that a host's certificate was made for. */
function showNames(host: string, port: number): ReturnType<typeof here> {
  const repair = here('openssl', 's_client', '-connect', `${host}:${port}`);
  return { ...repair, command: `${repair.command ?? ''} </dev/null | openssl x509 -noout -ext subjectAltName -subject` };
}
