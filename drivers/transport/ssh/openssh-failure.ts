import { libvirtError } from '../../core/error-text.ts';
import { VirError } from '../../core/vir-error.ts';
import { printable } from '../printable.ts';
import { hostPort } from '../tcp.ts';
import type { SshSettings } from './ssh-settings.ts';

/** What the installed client's last words mean, as our own client would say it. */
export function openSshFailure(said: string, settings: SshSettings, target: string): VirError {
  const words = printable(said.trim());
  const { host, port } = settings;
  const hint = libvirtError('ssh', 'ssh', words === '' ? 'ssh said nothing' : `ssh said: ${words}`, { subject: target });
  if (/host key verification failed|host identification has changed|revoked host key|no matching host key/i.test(words)) {
    return libvirtError('ssh', 'auth-failed', `Host key verification failed for ${host}`, { subject: host, step: 'ssh-host-key', cause: hint });
  }
  const denied = /Permission denied \(([^)]*)\)/.exec(words);
  if (denied !== null || /too many authentication failures/i.test(words)) {
    return libvirtError('ssh', 'auth-failed', `${target}: Permission denied${denied === null ? '' : ` (${denied[1] ?? ''})`}`, { subject: target, step: 'ssh-auth', cause: hint });
  }
  const unresolved = /Could not resolve hostname [^:]+: (.*)/.exec(words);
  if (unresolved !== null) {
    return new VirError({ code: 'system-error', domain: 'rpc', message: `Unable to resolve address '${host}' service '${port}': ${unresolved[1]?.trim() ?? ''}`, subject: host, step: 'resolve', cause: hint });
  }
  const unreached = /connect to host .* port \d+: (.*)/.exec(words);
  if (unreached !== null) {
    return new VirError({ code: 'system-error', domain: 'rpc', message: `unable to connect to server at '${host}:${port}': ${unreached[1]?.trim() ?? ''}`, subject: hostPort(host, port), step: 'connect', cause: hint });
  }
  if (/ENOENT/.test(words)) {
    return libvirtError('ssh', 'ssh', `${target} needs the OpenSSH client, which is not installed here. Install it (openssh-client).`, { subject: target, step: 'connect', cause: hint });
  }
  return libvirtError('ssh', 'ssh', `${target}: ${words.split('\n').at(-1) ?? ''}`, { subject: target, step: 'connect', cause: hint });
}
