import type { CallOptions } from '../../api/records.ts';
import { VirError } from '../../core/vir-error.ts';
import { printable } from '../../transport/printable.ts';
import type { Surroundings } from '../../transport/exec/surroundings.ts';
import { QmpClient } from '../qmp/qmp-client.ts';
import { qemuError } from '../qmp/qmp-error.ts';
import type { Emulator } from './emulator.ts';
import { probeEmulation, probeEmulator } from './probe-emulator.ts';
import type { ProbedHost } from './probe-host.ts';

/**
 * Starts an emulator without a machine and asks it for all it can; a second time without acceleration, since the answers differ.
 * It speaks on its standard output, so that no socket is needed, here or on another host.
 *
 * @throws internal-error with the emulator's words when it does not start.
 */
export async function probeInstalled(surroundings: Surroundings, binary: string, host: ProbedHost, options: CallOptions = {}): Promise<Emulator> {
  const accelerators = host.hvfUsable ? 'hvf:tcg' : 'kvm:tcg';
  const emulator = await withMonitor(surroundings, binary, accelerators, options, (monitor) => probeEmulator(monitor, binary));
  // QEMU does not say whether it uses the framework.
  if (host.hvfUsable && emulator.arch === host.arch && !emulator.flags.has('hvf')) emulator.flags.add('hvf');
  const accelerated = emulator.flags.has('kvm') || emulator.flags.has('hvf');
  if (accelerated && emulator.flags.has('tcg')) await withMonitor(surroundings, binary, 'tcg', options, (monitor) => probeEmulation(monitor, emulator));
  emulator.kvmSupportsNesting = emulator.flags.has('kvm') && host.kvmSupportsNesting;
  emulator.kvmSupportsSecureGuest = emulator.flags.has('kvm') && host.kvmSupportsSecureGuest;
  if (accelerated) Object.assign(emulator.circumstances, { microcodeVersion: host.microcodeVersion, hostCpuSignature: host.cpuSignature, kernelVersion: host.kernelVersion });
  return emulator;
}

/** Should this program end before it has said so, the emulator must not stay; where there is no such command, it may. */
const NOT_FOREVER = 't=$(command -v timeout) && exec "$t" 120 "$@"; exec "$@"';
const QUIT_MS = 2000;

async function withMonitor<T>(surroundings: Surroundings, binary: string, accelerators: string, options: CallOptions, ask: (monitor: QmpClient) => Promise<T>): Promise<T> {
  const argv = ['sh', '-c', NOT_FOREVER, 'sh', binary, '-S', '-no-user-config', '-nodefaults', '-display', 'none', '-machine', `none,accel=${accelerators}`, '-qmp', 'stdio'];
  const running = await surroundings.commands.spawn(argv);
  try {
    const monitor = await QmpClient.connect(running.channel, options);
    try {
      const answer = await ask(monitor);
      // On another host nothing else ends it; that it is gone before it says so is as good.
      await monitor.execute('quit', undefined, { deadlineMs: QUIT_MS }).catch((error: unknown) => {
        if (!VirError.is(error)) throw error;
      });
      return answer;
    } finally {
      monitor.dispose();
    }
  } catch (error) {
    const words = printable(running.stderrTail().trim());
    if (words === '' || (VirError.is(error) && error.code === 'config-unsupported')) throw error;
    throw qemuError('internal-error', `Failed to probe capabilities for ${binary}: ${words}`, error);
  } finally {
    running.dispose();
  }
}
