import { fault, here, isSsh, isTls, RETRY, there, type Case, type Fault } from '../fault.ts';

/** Names, routes and ports. */
export function networkFault(one: Case): Fault | undefined {
  const { error, text, host } = one;
  if (one.uri.host === '') return undefined;
  if (/Unable to resolve address|getaddrinfo|ENOTFOUND|EAI_/i.test(text) || error.code === 'unknown-host') {
    return /Temporary failure|EAI_AGAIN/i.test(text)
      ? fault('fault.nameServer', 'name', { host }, here('getent', 'hosts', host), RETRY)
      : fault('fault.nameUnknown', 'name', { host }, here('getent', 'hosts', host), RETRY);
  }
  if (/ProxyCommand of the SSH configuration/.test(text)) return fault('fault.proxyFailed', 'route', { host }, RETRY);
  if (/^(system error: )?cannot reach .* from .*@/i.test(error.message) || /cannot reach \S+ from \S+@/.test(text)) return fault('fault.jumpFailed', 'route', { host }, RETRY);
  if (error.step !== 'connect') return undefined;
  if (/Connection refused|ECONNREFUSED/i.test(text)) return refused(one);
  if (/No route to host|Network is unreachable|EHOSTUNREACH|ENETUNREACH/i.test(text)) return unreachable(one);
  if (error.code === 'operation-timeout' || /timed out|ETIMEDOUT/i.test(text)) return silent(one);
  return undefined;
}

function refused({ uri, host, port }: Case): Fault {
  return fault('fault.portRefused', 'port', { host, port: String(port) }, ...service(uri, host, port), RETRY);
}

/** What starts the service that the address wants. The socket units come with libvirt since 5.6. */
function service(uri: Case['uri'], host: string, port: number): readonly ReturnType<typeof there>[] {
  if (isSsh(uri)) return port === 22 ? [there(host, 'sudo', 'systemctl', 'enable', '--now', 'ssh')] : [there(host, 'sudo', 'ss', '-ltnp')];
  return [there(host, 'sudo', 'systemctl', 'enable', '--now', isTls(uri) ? 'libvirtd-tls.socket' : 'libvirtd-tcp.socket')];
}

/** firewalld refuses with "no route to host": a host whose other ports answer is there. */
function unreachable(one: Case): Fault {
  return one.seen.hostAnswers === true ? filtered(one) : fault('fault.noRoute', 'route', { host: one.host }, here('ip', 'route', 'get', one.host), RETRY);
}

function silent(one: Case): Fault {
  return one.seen.hostAnswers === true ? filtered(one) : fault('fault.hostSilent', 'route', { host: one.host }, here('ping', '-c', '3', one.host), RETRY);
}

function filtered({ host, port }: Case): Fault {
  const open = there(host, 'sudo', 'firewall-cmd', '--permanent', `--add-port=${port}/tcp`, '&&', 'sudo', 'firewall-cmd', '--reload');
  return fault('fault.portFiltered', 'port', { host, port: String(port) }, open, there(host, 'sudo', 'ufw', 'allow', `${port}/tcp`), RETRY);
}
