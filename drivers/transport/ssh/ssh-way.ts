import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { Disposable } from '../../api/connection.ts';
import { libvirtError } from '../../core/error-text.ts';

import { VirError } from '../../core/vir-error.ts';
import { ChildDuplex } from '../exec/child-duplex.ts';
import { TextTail } from '../exec/process-channel.ts';
import { printable } from '../printable.ts';
import type { SshSettings } from './ssh-settings.ts';

/** A stream that leads to a host's SSH port. */
export interface SshWay extends Disposable {
  readonly stream: Duplex;
  /** Ends what the stream goes through. */
  readonly dispose: () => void;
  /** A better story for an error, where the way knows one. */
  readonly explain?: (error: unknown) => VirError | undefined;
}

/**
 * Runs the ProxyCommand of the user's SSH configuration, through the shell as ssh does. It comes from the
 * user's own file, never from a URI.
 */
export function proxyCommandWay(settings: SshSettings, command: string): SshWay {
  const shell = process.platform === 'win32' ? [process.env['ComSpec'] ?? 'cmd.exe', '/d', '/s', '/c', command] : ['/bin/sh', '-c', command];
  const [program = '', ...args] = shell;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  const tail = new TextTail();
  child.stderr.on('data', tail.add);
  child.on('error', (error) => { tail.add(Buffer.from(error.message)); });
  const explain = (error: unknown): VirError | undefined => {
    const said = printable(tail.get().trim());
    if (said === '' || (VirError.is(error) && error.step !== 'connect')) return undefined;
    const hint = libvirtError('ssh', 'ssh', `ProxyCommand said: ${said}`, { subject: settings.alias, step: 'connect', cause: error });
    return libvirtError('ssh', 'ssh', `cannot reach ${settings.host} with the ProxyCommand of the SSH configuration`, { subject: settings.alias, step: 'connect', cause: hint });
  };
  const dispose = (): void => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  };
  return { stream: new ChildDuplex(child), dispose, explain };
}
