import { fault, here, isSsh, RETRY, there, type Case, type Fault } from '../fault.ts';

/** SSH: who the host is, who we are, and whether it passes us on. */
export function sshFault(one: Case): Fault | undefined {
  if (!isSsh(one.uri)) return undefined;
  switch (one.error.step) {
    case 'ssh-host-key':
      return one.error.code === 'operation-timeout' ? notSsh(one) : hostKeyFault(one);
    case 'ssh-auth':
      return one.error.code === 'operation-timeout' ? fault('fault.timeout', 'login', { where: one.host }, RETRY) : loginFault(one);
    case 'forward':
      return forwardFault(one);
    case 'connect':
      return connectFault(one);
    default:
      return undefined;
  }
}

function connectFault(one: Case): Fault | undefined {
  const { error, text, host } = one;
  if (/OpenSSH client, which is not installed/.test(text)) return fault('fault.needsOpenSsh', 'login', { host }, here('sudo', 'apt', 'install', 'openssh-client'), RETRY);
  return error.code === 'ssh' ? notSsh(one) : undefined;
}

function notSsh({ host, port }: Case): Fault {
  return fault('fault.notSsh', 'port', { host, port: String(port) }, there(host, 'sudo', 'ss', '-ltnp'), RETRY);
}

function hostKeyFault({ error, text, host, port }: Case): Fault {
  const name = port === 22 ? host : `[${host}]:${port}`;
  const look = there(host, 'ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub');
  if (/revoked/i.test(text)) return fault('fault.hostKeyRevoked', 'host-key', { host });
  if (/certificate|no matching host/i.test(text) && !/is not the one on file|IDENTIFICATION HAS CHANGED/i.test(text)) return fault('fault.hostCertificate', 'host-key', { host }, RETRY);
  if (/is not the one on file|IDENTIFICATION HAS CHANGED/i.test(text)) {
    const file = /on file \((.+?):\d+/.exec(text)?.[1] ?? /Offending \S+ key in (.+?):\d+/.exec(text)?.[1];
    return fault('fault.hostKeyChanged', 'host-key', { host }, look, here('ssh-keygen', ...(file === undefined ? [] : ['-f', file]), '-R', name), RETRY);
  }
  const cancelled = error.code === 'auth-cancelled' && error.message.includes('was not accepted');
  return fault('fault.hostKeyUnknown', 'host-key', { host }, look, ...(cancelled ? [] : [here('ssh', ...(port === 22 ? [] : ['-p', String(port)]), host, 'true')]), RETRY);
}

function loginFault({ error, text, host, port, uri, seen, who }: Case): Fault {
  const user = seen.endpoint?.user ?? uri.user ?? who.user;
  const login = `${user}@${host}`;
  const ports = port === 22 ? [] : ['-p', String(port)];
  const passphrase = /(\S+) needs a passphrase, and nobody|no passphrase was given for (\S+)|the passphrase of (\S+) is wrong/.exec(text);
  if (passphrase !== null) {
    const path = (passphrase[1] ?? passphrase[2] ?? passphrase[3] ?? '').replace(/[,;]$/, '');
    return fault('fault.passphrase', 'login', { path }, here('ssh-add', path), RETRY);
  }
  if (error.code === 'auth-cancelled' || error.code === 'operation-aborted') return fault('fault.cancelled', 'login', {}, RETRY);
  const copy = here('ssh-copy-id', ...ports, login);
  if (/nobody can be asked/.test(text)) return fault('fault.passwordNeeded', 'login', { host, user }, copy, RETRY);
  return fault('fault.sshRefused', 'login', { host, user }, copy, here('ssh', '-v', ...ports, login, 'true'), RETRY);
}

function forwardFault(one: Case): Fault | undefined {
  const { error, text, host, uri, who, seen } = one;
  const path = /'(\/[^']+)'/.exec(error.message)?.[1] ?? error.subject ?? '';
  if (/Permission denied/.test(error.message)) {
    const user = /(\S+) may not use /.exec(text)?.[1] ?? seen.endpoint?.user ?? uri.user ?? who.user;
    return fault('fault.socketDenied', 'permission', { path, user, group: 'libvirt' }, there(host, 'sudo', 'usermod', '-aG', 'libvirt', user), RETRY);
  }
  if (/No such file/.test(error.message)) return fault('fault.socketMissing', 'socket', { path }, there(host, 'sudo', 'systemctl', 'enable', '--now', 'libvirtd.socket'), RETRY);
  if (/Cannot reach the socket/.test(error.message)) {
    return fault('fault.noNetcat', 'socket', { host }, there(host, 'sudo', 'apt', 'install', 'netcat-openbsd'), RETRY);
  }
  if (error.code === 'operation-timeout') return fault('fault.timeout', 'socket', { where: host }, RETRY);
  return undefined;
}

/** The words of a program there, when a channel through it has ended. */
export function farProgramFault({ uri, text, host }: Case): Fault | undefined {
  if (!isSsh(uri) || !/End of file while reading data/.test(text)) return undefined;
  if (/virt-ssh-helper.*not found|not found.*virt-ssh-helper/i.test(text)) return fault('fault.noHelper', 'socket', { host }, there(host, 'sudo', 'apt', 'install', 'libvirt-daemon'), RETRY);
  const refused = /'?(\/[^\s']+sock[^\s':]*)'?: Connection refused/i.exec(text);
  return refused === null ? undefined : fault('fault.daemonStopped', 'daemon', { path: refused[1] ?? '' }, there(host, 'sudo', 'systemctl', 'restart', 'libvirtd'), RETRY);
}
