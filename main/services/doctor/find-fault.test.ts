import { describe, expect, it } from 'vitest';
import type { ConnectStep, VirErrorCode } from '../../../drivers/api/errors.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { FAULTS, type FaultKey } from '../../contract/fault-texts.ts';
import { explainConnect } from '../failures/explain-connect.ts';
import { diagnose } from './diagnose.ts';
import { doctorSteps } from './doctor-steps.ts';
import type { Surroundings, WhoAmI } from './fault.ts';
import { findFault, tryParse } from './find-fault.ts';
import type { Probes } from './probes.ts';

const who: WhoAmI = { user: 'ann', groupOf: () => undefined };
const error = (code: VirErrorCode, step: ConnectStep | undefined, message: string, cause?: string): VirError =>
  new VirError({ code, domain: 'rpc', message, step, ...(cause === undefined ? {} : { cause: new VirError({ code: 'ssh', domain: 'ssh', message: cause }) }) });

type Row = readonly [key: FaultKey, step: string, uri: string, code: VirErrorCode, errorStep: ConnectStep | undefined, message: string, cause?: string | undefined, seen?: Surroundings];

/** The words are those of the drivers and of libvirt's daemons; real peers are asked in e2e/doctor. */
const ROWS: readonly Row[] = [
  ['fault.badAddress', 'address', ':', 'invalid-arg', undefined, 'unable to parse URI'],
  ['fault.badTransport', 'address', 'qemu+carrier://h/', 'invalid-arg', 'resolve', 'invalid argument: remote_open: transport in URL not recognised (should be tls|unix|ssh)'],
  ['fault.noDriver', 'address', 'bogus:///', 'no-connect', 'resolve', 'no connection driver available for bogus:///'],
  ['fault.nameUnknown', 'name', 'qemu+tcp://h/system', 'system-error', 'resolve', "Unable to resolve address 'h' service '16509': Name or service not known"],
  ['fault.nameServer', 'name', 'qemu+ssh://h/system', 'system-error', 'resolve', "Unable to resolve address 'h' service '22': Temporary failure in name resolution"],
  ['fault.noRoute', 'route', 'qemu+ssh://h/system', 'system-error', 'connect', "unable to connect to server at 'h:22': No route to host", undefined, { hostAnswers: false }],
  ['fault.portFiltered', 'port', 'qemu+tls://h/system', 'system-error', 'connect', "unable to connect to server at 'h:16514': No route to host", undefined, { hostAnswers: true }],
  ['fault.hostSilent', 'route', 'qemu+ssh://h/system', 'operation-timeout', 'connect', 'Timed out while connecting to h'],
  ['fault.portFiltered', 'port', 'qemu+ssh://h/system', 'operation-timeout', 'connect', 'Timed out while connecting to h', undefined, { hostAnswers: true }],
  ['fault.portRefused', 'port', 'qemu+tls://h/system', 'system-error', 'connect', "unable to connect to server at 'h:16514': Connection refused"],
  ['fault.jumpFailed', 'route', 'qemu+ssh://h/system', 'system-error', 'connect', 'cannot reach root@h from me@gate: (SSH) Channel open failure: Connection refused'],
  ['fault.proxyFailed', 'route', 'qemu+ssh://h/system', 'ssh', 'connect', 'cannot reach h with the ProxyCommand of the SSH configuration'],
  ['fault.tlsNoCa', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', "Cannot read CA certificate '/etc/pki/CA/cacert.pem': No such file or directory"],
  ['fault.tlsNoClient', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', "Cannot read client certificate '/p/clientcert.pem': No such file or directory"],
  ['fault.tlsUnknownCa', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', "Certificate failed validation: The certificate hasn't got a known issuer."],
  ['fault.tlsExpired', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', 'Certificate failed validation: The certificate has expired.'],
  ['fault.tlsNotYet', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', 'Certificate failed validation: The certificate is not yet active.'],
  ['fault.tlsRevoked', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', 'Certificate failed validation: The certificate has been revoked.'],
  ['fault.tlsWrongName', 'tls', 'qemu://h/system', 'rpc', 'tls', 'Certificate [session] owner does not match the hostname h'],
  ['fault.tlsClientRefused', 'tls', 'qemu+tls://h/system', 'rpc', 'tls', 'server verification (of our certificate or IP address) failed'],
  ['fault.tlsNoClient', 'tls', 'qemu+tls://h/system', 'rpc', 'tls', 'server verification (of our certificate or IP address) failed', 'The host wants to see a certificate of ours, and there is no /p/clientkey.pem. Put a certificate that the host\'s authority has signed at /p/clientcert.pem'],
  ['fault.tlsOwnExpired', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', 'The client certificate /p/clientcert.pem has expired'],
  ['fault.tlsOwnExpired', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', 'The CA certificate /p/cacert.pem is not yet active'],
  ['fault.tlsOwnBad', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', 'Our own certificate /p/clientcert.pem failed validation against /p/cacert.pem: The certificate is not trusted.'],
  ['fault.tlsOwnBad', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', 'Unable to set x509 key and certificate: /p/clientkey.pem, /p/clientcert.pem: The certificate and the given key do not match.'],
  ['fault.tlsOwnBad', 'tls', 'qemu+tls://h/system', 'system-error', 'tls', 'Unable to import CA certificate list /p/cacert.pem'],
  ['fault.tlsPriority', 'tls', 'qemu+tls://h/system', 'gnutls-error', 'tls', 'Failed to set TLS session priority to X: The request is invalid.'],
  ['fault.notTls', 'tls', 'qemu+tls://h/system', 'gnutls-error', 'tls', 'TLS handshake failed: wrong version number'],
  ['fault.hostKeyUnknown', 'host-key', 'qemu+ssh://h/system', 'auth-failed', 'ssh-host-key', 'Host key verification failed for h', 'The key of h is not known (ssh-ed25519 SHA256:x), and nobody can be asked.'],
  ['fault.hostKeyChanged', 'host-key', 'qemu+ssh://h/system', 'auth-failed', 'ssh-host-key', 'Host key verification failed for h', 'The key of h is not the one on file (/k:3): it is now ssh-ed25519 SHA256:x.'],
  ['fault.hostKeyChanged', 'host-key', 'qemu+ssh://h/system', 'auth-failed', 'ssh-host-key', 'Host key verification failed for h', 'ssh said: WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!'],
  ['fault.hostKeyRevoked', 'host-key', 'qemu+ssh://h/system', 'auth-failed', 'ssh-host-key', 'Host key verification failed for h', 'The key of h was revoked (/k:1).'],
  ['fault.hostCertificate', 'host-key', 'qemu+ssh://h/system', 'auth-failed', 'ssh-host-key', 'Host key verification failed for h', 'ssh said: No matching CA found. Retry with plain key: certificate'],
  ['fault.passphrase', 'login', 'qemu+ssh://h/system', 'auth-failed', 'ssh-auth', 'me@h: Permission denied (publickey)', 'tried the key of /k/id; /k/id needs a passphrase, and nobody can be asked'],
  ['fault.passwordNeeded', 'login', 'qemu+ssh://h/system', 'auth-failed', 'ssh-auth', 'me@h: Permission denied (password)', 'password needs an answer, and nobody can be asked'],
  ['fault.sshRefused', 'login', 'qemu+ssh://h/system', 'auth-failed', 'ssh-auth', 'me@h: Permission denied (publickey)', 'tried the key of agent'],
  ['fault.cancelled', 'login', 'qemu+ssh://h/system', 'auth-cancelled', 'ssh-auth', 'signing in to me@h was cancelled'],
  ['fault.notSsh', 'port', 'qemu+ssh://h/system', 'ssh', 'connect', 'me@h: the connection was closed'],
  ['fault.needsOpenSsh', 'login', 'qemu+ssh://h/system', 'ssh', 'connect', 'me@h needs the OpenSSH client, which is not installed here. Install it (openssh-client).'],
  ['fault.socketMissing', 'socket', 'qemu+ssh://h/system', 'system-error', 'forward', "Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory"],
  ['fault.socketDenied', 'permission', 'qemu+ssh://h/system', 'system-error', 'forward', "Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied", 'access denied: bob may not use /var/run/libvirt/libvirt-sock on h.'],
  ['fault.noNetcat', 'socket', 'qemu+ssh://h/system', 'system-error', 'forward', "Cannot reach the socket '/x' through me@h"],
  ['fault.noHelper', 'socket', 'qemu+ssh://h/session?proxy=native', 'system-error', 'rpc-auth', 'End of file while reading data: sh: 1: virt-ssh-helper: not found: Input/output error'],
  ['fault.socketDenied', 'permission', 'qemu:///system', 'system-error', 'connect', "Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied"],
  ['fault.daemonStopped', 'daemon', 'qemu:///system', 'system-error', 'connect', "Failed to connect socket to '/var/run/libvirt/libvirt-sock': Connection refused"],
  ['fault.socketMissing', 'socket', 'qemu:///system', 'system-error', 'connect', "Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory"],
  ['fault.notInstalled', 'socket', 'qemu:///system', 'system-error', 'connect', "Failed to connect socket to '/x': No such file or directory", undefined, { daemonInstalled: false }],
  ['fault.notSocket', 'socket', 'qemu+unix:///system?socket=/x', 'system-error', 'connect', "Failed to connect socket to '/x': Socket operation on non-socket"],
  ['fault.daemonSilent', 'protocol', 'qemu:///system', 'operation-timeout', 'rpc-auth', 'no answer in 15 s'],
  ['fault.closedAtOnce', 'protocol', 'qemu:///system', 'rpc', 'rpc-auth', 'connection closed: end of file'],
  ['fault.notLibvirt', 'protocol', 'qemu+unix:///system?socket=/x', 'rpc', 'rpc-auth', 'a packet of 1852404597 bytes, at most 33554432 are allowed'],
  ['fault.polkit', 'access', 'qemu:///system', 'auth-unavailable', 'rpc-auth', "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'"],
  ['fault.saslRefused', 'access', 'qemu+tcp://h/system', 'auth-failed', 'rpc-auth', 'authentication failed: authentication failed'],
  ['fault.saslMechanism', 'access', 'qemu+tcp://h/system', 'auth-failed', 'rpc-auth', 'no SASL mechanism is common'],
  ['fault.saslOpen', 'access', 'qemu+tcp://h/system', 'auth-failed', 'rpc-auth', 'authentication failed: Failed to start SASL negotiation: -4 (SASL(-4): no mechanism available: No worthy mechs found)', 'h offers scram-sha-256, which leaves the connection unencrypted, and this way has no encryption of its own.'],
  ['fault.kerberos', 'access', 'qemu+tcp://h/system', 'auth-unavailable', 'rpc-auth', 'authentication unavailable: The host asks for a Kerberos ticket.'],
  ['fault.wrongDriver', 'driver', 'xen:///system', 'no-connect', 'open', 'no connection driver available for xen:///system'],
  ['fault.wrongPath', 'driver', 'qemu:///nowhere', 'internal-error', 'open', "internal error: unexpected QEMU URI path '/nowhere', try qemu:///system"],
  ['fault.readOnlyDenied', 'driver', 'qemu:///system', 'operation-denied', 'open', 'operation forbidden'],
];

describe('findFault', () => {
  for (const [key, step, uri, code, errorStep, message, cause, seen] of ROWS) {
    it(`${key} at ${step}: ${message}`, () => {
      const found = findFault(error(code, errorStep, message, cause), uri, who, seen);
      expect(found).toMatchObject({ key, step });
      if (cause?.includes('bob') === true) expect(found?.values['user']).toBe('bob');
      // Every value that the sentence wants is there.
      for (const name of FAULTS[key][0]) expect(found?.values[name], name).toEqual(expect.any(String));
      expect(doctorSteps(tryParse(uri))).toContain(step);
    });
  }

  it('has a test for every fault', () => {
    const tested = new Set(ROWS.map(([key]) => key));
    expect(Object.keys(FAULTS).filter((key) => !tested.has(key as FaultKey))).toEqual(['fault.timeout']);
  });

  it('knows nothing of what it does not know', () => {
    expect(findFault(error('internal-error', 'open', 'something odd'), 'qemu:///system', who)).toBeUndefined();
    expect(explainConnect(error('rpc', undefined, 'connection closed by the host'), 'qemu:///system', who)).toMatchObject({ hint: undefined, repairs: [{ kind: 'retry' }] });
  });

  it('gives commands to paste, with every name quoted that a shell would take apart', () => {
    const commands = (uri: string, one: VirError, seen?: Surroundings): readonly (string | undefined)[] => (findFault(one, uri, { user: "o'neil; id", groupOf: () => 'virt users' }, seen)?.repairs ?? []).map(({ command }) => command).filter(Boolean);
    expect(commands('qemu:///system', error('system-error', 'connect', "Failed to connect socket to '/s': Permission denied"))).toEqual([`sudo usermod -aG 'virt users' 'o'\\''neil; id'`]);
    expect(commands('qemu+ssh://bob@h:2222/system', error('auth-failed', 'ssh-auth', 'bob@h: Permission denied (publickey)'))).toEqual(['ssh-copy-id -p 2222 bob@h', 'ssh -v -p 2222 bob@h true']);
    expect(commands('qemu+ssh://h:2222/system', error('auth-failed', 'ssh-host-key', 'no', 'is not the one on file (/my/known hosts:3)'))).toEqual(['ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub', "ssh-keygen -f '/my/known hosts' -R '[h]:2222'"]);
    expect(commands('qemu+tls://h/system', error('operation-timeout', 'connect', 'late'), { hostAnswers: true })).toEqual(['sudo firewall-cmd --permanent --add-port=16514/tcp && sudo firewall-cmd --reload', 'sudo ufw allow 16514/tcp']);
  });
});

describe('diagnose', () => {
  const probes: Probes = {
    endpoint: () => Promise.resolve({ host: 'real', port: 2200, user: 'root', through: undefined }),
    addresses: () => Promise.resolve(['192.0.2.7']),
    knock: (_host, port) => Promise.resolve(port === 443 ? 'refused' : 'silent'),
    daemonInstalled: () => true,
    installCommand: () => undefined,
  };

  it('ticks what passed, with what was seen, and crosses where it ends', async () => {
    const late = error('operation-timeout', 'connect', 'Timed out while connecting to h');
    const diagnosis = await diagnose({ uri: 'qemu+ssh://root:secret@h/system', who, open: () => Promise.reject(late), probes });
    expect(diagnosis).toMatchObject({ uri: 'qemu+ssh://root@h/system', ok: false, failure: { hint: 'fault.portFiltered', values: { host: 'real', port: '2200' } } });
    expect(diagnosis.steps.slice(0, 5)).toEqual([
      { name: 'address', state: 'ok', seen: '' },
      { name: 'name', state: 'ok', seen: '192.0.2.7' },
      { name: 'route', state: 'ok', seen: '' },
      { name: 'port', state: 'failed', seen: 'Timed out while connecting to h' },
      { name: 'host-key', state: 'todo', seen: '' },
    ]);
  });

  it('opens nothing when the error is known already', async () => {
    const known = error('auth-failed', 'ssh-auth', 'root@h: Permission denied (publickey)');
    const diagnosis = await diagnose({ uri: 'qemu+ssh://h/system', who, error: known, open: () => Promise.reject(new Error('opened')), probes });
    expect(diagnosis.failure?.hint).toBe('fault.sshRefused');
  });

  it('says how this system installs libvirt, where it is not', async () => {
    const gone = error('system-error', 'connect', "Failed to connect socket to '/s': No such file or directory");
    const bare: Probes = { ...probes, endpoint: () => Promise.resolve(undefined), daemonInstalled: () => false, installCommand: () => 'sudo dnf install @virtualization' };
    const diagnosis = await diagnose({ uri: 'qemu:///system', who, error: gone, open: () => Promise.reject(gone), probes: bare });
    expect(diagnosis.failure).toMatchObject({ hint: 'fault.notInstalled', repairs: [{ kind: 'copy-command', command: 'sudo dnf install @virtualization' }, { kind: 'retry' }] });
  });

  it('names the step also of an error that it does not know', async () => {
    const diagnosis = await diagnose({ uri: 'qemu:///system', who, error: error('internal-error', 'open', 'odd'), open: () => Promise.reject(new Error('opened')), probes });
    expect(diagnosis.steps.find(({ state }) => state === 'failed')).toEqual({ name: 'driver', state: 'failed', seen: 'odd' });
    expect(diagnosis.failure).toMatchObject({ hint: undefined, error: { message: 'odd' } });
  });
});
