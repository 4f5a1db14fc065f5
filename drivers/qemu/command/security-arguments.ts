import path from 'node:path';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { objectArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';

/** Memory that the host cannot read. What depends on the host's processor is filled in. */
export function securityArguments({ launchSecurity }: DomainDef, context: CommandContext): string[] {
  if (launchSecurity === undefined) return [];
  if (launchSecurity.type === 's390-pv') return objectArguments({ 'qom-type': 's390-pv-guest', id: 'lsec0' }, context);
  const { sev } = context.caps.emulator;
  const file = (name: string, content: string | undefined): string | undefined => (content === undefined ? undefined : path.posix.join(context.paths.libDir, name));
  return objectArguments(
    {
      'qom-type': 'sev-guest',
      id: 'lsec0',
      cbitpos: launchSecurity.cbitpos ?? sev?.cBitPosition ?? 0,
      'reduced-phys-bits': launchSecurity.reducedPhysBits ?? sev?.reducedPhysBits ?? 0,
      policy: launchSecurity.policy,
      'dh-cert-file': file('dh_cert.base64', launchSecurity.dhCert),
      'session-file': file('session.base64', launchSecurity.session),
      'kernel-hashes': launchSecurity.kernelHashes,
    },
    context,
  );
}
