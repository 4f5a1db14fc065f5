import type { DialBudget } from '../dial-budget.ts';
import { libvirtError } from '../../core/error-text.ts';
import type { VirError } from '../../core/vir-error.ts';
import { appendKnownHost, replaceKnownHost } from './known-hosts-file.ts';
import { fingerprint, judgeHostKey, keyTypeOf, knownHostName, readKnownHosts, type KnownHostLine } from './known-hosts.ts';
import type { SshSettings } from './ssh-settings.ts';

/** The part of the settings that host keys need. */
export type HostKeySettings = Pick<SshSettings, 'host' | 'port' | 'hostKeyAlias' | 'hostKeyPolicy' | 'userKnownHostsFiles' | 'globalKnownHostsFiles' | 'hashKnownHosts'>;

/** The name under which a host's key is looked up. */
export function hostKeyName(settings: HostKeySettings): string {
  return settings.hostKeyAlias?.toLowerCase() ?? knownHostName(settings.host, settings.port);
}

/** What the known_hosts files hold. */
export function hostKeyLines(settings: HostKeySettings): readonly KnownHostLine[] {
  return readKnownHosts([...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles]);
}

/**
 * Decides whether a host is the one that it says it is; returns if so.
 *
 * @throws auth-failed when it is not, or when nobody can be asked; auth-cancelled when the person says no.
 */
export async function checkHostKey(settings: HostKeySettings, key: Buffer, budget: DialBudget): Promise<void> {
  const name = hostKeyName(settings);
  const verdict = judgeHostKey(name, key, hostKeyLines(settings));
  if (settings.hostKeyPolicy === 'ignore' && verdict.kind !== 'revoked') return;
  switch (verdict.kind) {
    case 'known':
      return;
    case 'revoked':
      throw refused(name, key, `The key of ${name} was revoked (${where(verdict.line)}). Somebody may be pretending to be this host.`);
    case 'cert-authority':
      throw refused(
        name,
        key,
        `Only a certificate of the authority in ${where(verdict.line)} counts for ${name}, and Vireo cannot check certificates of hosts yet. ` +
          'Add the key of this host itself to your known_hosts file to connect.',
      );
    case 'changed':
      await acceptChanged(settings, name, key, verdict.lines, budget);
      return;
    case 'unknown':
      await acceptUnknown(settings, name, key, budget);
      return;
  }
}

async function acceptUnknown(settings: HostKeySettings, name: string, key: Buffer, budget: DialBudget): Promise<void> {
  const file = settings.userKnownHostsFiles[0];
  const remember = (): void => {
    if (file !== undefined) appendKnownHost({ file, name, key, hashed: settings.hashKnownHosts });
  };
  if (settings.hostKeyPolicy === 'accept-new') {
    remember();
    return;
  }
  if (settings.hostKeyPolicy === 'refuse') {
    throw refused(name, key, `The key of ${name} is not known, and the SSH configuration says StrictHostKeyChecking yes. Add it to ${file ?? 'a known_hosts file'} first.`);
  }
  if (!budget.canAsk) {
    throw refused(name, key, `The key of ${name} is not known (${keyTypeOf(key)} ${fingerprint(key)}), and nobody can be asked. Connect once with ssh, or from the window.`);
  }
  const answer = await budget.ask(question('unknown', name, key, file));
  if (answer?.kind !== 'accept') throw cancelled(name);
  if (answer.remember) remember();
}

async function acceptChanged(settings: HostKeySettings, name: string, key: Buffer, lines: readonly KnownHostLine[], budget: DialBudget): Promise<void> {
  const file = lines[0]?.file ?? settings.userKnownHostsFiles[0];
  const story = `The key of ${name} is not the one on file (${lines.map(where).join(', ')}): it is now ${keyTypeOf(key)} ${fingerprint(key)}. Either the host was installed anew, or somebody is in between.`;
  if (!budget.canAsk || settings.hostKeyPolicy !== 'ask') throw refused(name, key, story);
  const answer = await budget.ask(question('changed', name, key, file));
  if (answer?.kind !== 'accept') throw refused(name, key, story);
  const own = settings.userKnownHostsFiles[0];
  if (answer.remember && own !== undefined) replaceKnownHost({ file: own, name, key, hashed: settings.hashKnownHosts });
}

function question(status: 'unknown' | 'changed', target: string, key: Buffer, file: string | undefined): Parameters<DialBudget['ask']>[0] {
  return { kind: 'host-key', target, status, keyType: keyTypeOf(key), fingerprint: fingerprint(key), knownHostsFile: file ?? '' };
}

function where(line: KnownHostLine): string {
  return `${line.file}:${line.line}`;
}

function refused(name: string, key: Buffer, why: string): VirError {
  const hint = libvirtError('ssh', 'ssh', why, { subject: fingerprint(key), step: 'ssh-host-key' });
  return libvirtError('ssh', 'auth-failed', `Host key verification failed for ${name}`, { subject: name, step: 'ssh-host-key', cause: hint });
}

function cancelled(name: string): VirError {
  return libvirtError('ssh', 'auth-cancelled', `the key of ${name} was not accepted`, { subject: name, step: 'ssh-host-key' });
}
