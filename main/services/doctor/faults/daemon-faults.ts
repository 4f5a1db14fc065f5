import { atDaemon, fault, here, lineHere, READ_ONLY, RETRY, type Case, type Fault } from '../fault.ts';

/** Sockets of this computer. */
export function socketFault({ error, text, uri, who, seen }: Case): Fault | undefined {
  if (uri.host !== '' || error.step !== 'connect') return undefined;
  const path = /'((?:\/|@)[^']+)'/.exec(error.message)?.[1] ?? error.subject ?? '';
  if (/Permission denied|EACCES|Operation not permitted/i.test(error.message)) {
    const group = who.groupOf(path) ?? 'libvirt';
    return fault('fault.socketDenied', 'permission', { path, user: who.user, group }, here('sudo', 'usermod', '-aG', group, who.user), READ_ONLY, RETRY);
  }
  if (/Connection refused|ECONNREFUSED/i.test(error.message)) return fault('fault.daemonStopped', 'daemon', { path }, here('sudo', 'systemctl', 'restart', 'libvirtd'), RETRY);
  if (/No such file|ENOENT|Not a directory/i.test(error.message)) {
    return seen.daemonInstalled === false
      ? fault('fault.notInstalled', 'socket', { path }, ...(seen.installCommand === undefined ? [] : [lineHere(seen.installCommand)]), RETRY)
      : fault('fault.socketMissing', 'socket', { path }, here('sudo', 'systemctl', 'enable', '--now', 'libvirtd.socket'), RETRY);
  }
  if (/Socket operation on non-socket|wrong type for socket/i.test(text)) return fault('fault.notSocket', 'socket', { path }, RETRY);
  return undefined;
}

/** What the daemon says, or does not say, once it is reached. */
export function daemonFault(one: Case): Fault | undefined {
  return protocolFault(one) ?? accessFault(one) ?? driverFault(one);
}

function protocolFault(one: Case): Fault | undefined {
  const { error, text, where } = one;
  // An error without a step is not one of connecting.
  if (error.step !== 'rpc-auth' && error.step !== 'open') return undefined;
  if (error.code === 'operation-timeout') return fault('fault.daemonSilent', 'protocol', { where }, atDaemon(one, 'sudo', 'systemctl', 'restart', 'libvirtd'), RETRY);
  if (error.code !== 'rpc' && !/End of file while reading data|connection .* (was lost|closed)/i.test(text)) return undefined;
  if (/a packet of|malformed|cannot decode|not speak|unknown program|unexpected program/i.test(text)) return fault('fault.notLibvirt', 'protocol', { where }, RETRY);
  if (/End of file|closed|ended|was lost|reset/i.test(text)) return fault('fault.closedAtOnce', 'protocol', { where }, atDaemon(one, 'sudo', 'journalctl', '-u', 'libvirtd', '-n', '20'), RETRY);
  return fault('fault.notLibvirt', 'protocol', { where }, RETRY);
}

function accessFault(one: Case): Fault | undefined {
  const { error, text, uri, who, host } = one;
  const refused = error.code === 'auth-failed' || error.code === 'auth-unavailable' || error.code === 'auth-cancelled' || error.code === 'access-denied' || /polkit/i.test(text);
  if (!refused) return undefined;
  if (/polkit/i.test(text) || (uri.host === '' && error.code !== 'auth-cancelled')) {
    return fault('fault.polkit', 'access', { user: who.user }, atDaemon(one, 'sudo', 'usermod', '-aG', 'libvirt', uri.user ?? who.user), READ_ONLY, RETRY);
  }
  if (error.code === 'auth-cancelled') return fault('fault.cancelled', 'access', {}, RETRY);
  if (/has no encryption of its own/.test(text)) return fault('fault.saslOpen', 'access', { host }, RETRY);
  if (/Kerberos|GSSAPI Error|kinit/.test(text)) return fault('fault.kerberos', 'access', { host }, here('kinit'), RETRY);
  if (/mechanism|not supported yet|unsupported authentication/i.test(text)) return fault('fault.saslMechanism', 'access', { host }, RETRY);
  const user = uri.user ?? 'USER';
  return fault('fault.saslRefused', 'access', { host }, atDaemon(one, 'sudo', 'saslpasswd2', '-a', 'libvirt', user), RETRY);
}

function driverFault(one: Case): Fault | undefined {
  const { error, text, uri, where } = one;
  const { scheme } = uri;
  if (/unexpected .* URI path|no .* URI path|URI path/i.test(text)) return fault('fault.wrongPath', 'driver', { scheme });
  if (error.code === 'no-connect' && error.step !== 'resolve') {
    return fault('fault.wrongDriver', 'driver', { scheme, where }, atDaemon(one, 'sudo', 'apt', 'install', `libvirt-daemon-driver-${scheme}`), RETRY);
  }
  if (error.code === 'operation-denied') return fault('fault.readOnlyDenied', 'driver', {}, RETRY);
  return undefined;
}
