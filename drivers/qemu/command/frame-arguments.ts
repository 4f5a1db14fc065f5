import path from 'node:path';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { unsupported } from '../../conf/lens/conf-error.ts';
import { deviceArguments, objectArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { machineIs } from '../conf/machine-kinds.ts';
import { escapeComma, propsText } from './props.ts';

/** QEMU's name of the key that the machine's secrets are encrypted with. */
export const MASTER_KEY_ALIAS = 'masterKey0';

/** `-name`. */
export function nameArguments(def: DomainDef, { settings }: CommandContext): string[] {
  return ['-name', `guest=${escapeComma(def.name)}${settings.setProcessName ? `,process=qemu:${def.name}` : ''},debug-threads=on`];
}

const DEPRECATION = { omit: { 'deprecated-output': 'hide' }, reject: { 'deprecated-output': 'hide', 'deprecated-input': 'reject' }, crash: { 'deprecated-output': 'hide', 'deprecated-input': 'crash' } } as const;

/** `-compat`: what QEMU does with what it will not have any more. */
export function compatArguments(def: DomainDef, { settings, caps }: CommandContext): string[] {
  const behavior = def.qemuDeprecation ?? settings.deprecationBehavior;
  if (!caps.has('compat-deprecated') || !(behavior === 'omit' || behavior === 'reject' || behavior === 'crash')) return [];
  return ['-compat', propsText(DEPRECATION[behavior])];
}

/** The key that secrets are encrypted with. */
export function masterKeyArguments(_def: DomainDef, context: CommandContext): string[] {
  return objectArguments({ 'qom-type': 'secret', id: MASTER_KEY_ALIAS, format: 'raw', file: path.posix.join(context.paths.libDir, 'master-key.aes') }, context);
}

/** `-enable-fips`. */
export function fipsArguments(_def: DomainDef, { host, caps }: CommandContext): string[] {
  return host.fips && caps.has('enable-fips') ? ['-enable-fips'] : [];
}

/** `-accel`. */
export function accelArguments({ type, features }: DomainDef): string[] {
  switch (type) {
    case 'kvm': {
      const ring = features?.kvm?.['dirty-ring'];
      return ['-accel', `kvm${ring?.state === true ? `,dirty-ring-size=${ring.size ?? 0}` : ''}`];
    }
    case 'hvf':
      return ['-accel', 'hvf'];
    default: {
      const cacheKiB = features?.tcg?.tbCacheKiB ?? 0;
      return ['-accel', `tcg${cacheKiB > 0 ? `,tb-size=${Math.floor(cacheKiB / 1024)}` : ''}`];
    }
  }
}

/** `-uuid`. */
export function uuidArguments(def: DomainDef): string[] {
  return ['-uuid', def.uuid];
}

/** The device by which a guest knows that it is another one now. */
export function generationIdArguments(def: DomainDef, context: CommandContext): string[] {
  const [genid] = def.genid;
  return genid?.value === undefined ? [] : deviceArguments({ driver: 'vmgenid', guid: genid.value, id: 'vmgenid0' }, def, context);
}

/** QEMU's monitor. */
export function monitorArguments(_def: DomainDef, { passed: { monitor } }: CommandContext): string[] {
  const where = 'fd' in monitor ? `fd=${monitor.fd}` : `path=${escapeComma(monitor.path)}`;
  return ['-chardev', `socket,id=charmonitor,${where},server=on,wait=off`, '-mon', 'chardev=charmonitor,id=monitor,mode=control'];
}

/** What the machine does when it ends, and how it sleeps. */
export function powerArguments(def: DomainDef, { caps, noReboot }: CommandContext): string[] {
  const end = !caps.has('set-action') && noReboot === true ? '-no-reboot' : '-no-shutdown';
  const acpi = caps.has('no-acpi') && def.features?.acpi !== true ? ['-no-acpi'] : [];
  const sleep = (name: string, enabled: boolean | undefined, flag: string): string[] => {
    if (enabled === undefined) return [];
    const device = machineIs.q35(def) && caps.has(flag) ? 'ICH9-LPC' : 'PIIX4_PM';
    return ['-global', `${device}.disable_${name}=${enabled ? 0 : 1}`];
  };
  return [end, ...acpi, ...sleep('s3', def.pm?.['suspend-to-mem'], 'ich9-disable-s3'), ...sleep('s4', def.pm?.['suspend-to-disk'], 'ich9-disable-s4')];
}

/** NVRAM of a pSeries machine. */
export function nvramArguments(def: DomainDef): string[] {
  const [nvram] = def.devices.nvrams;
  if (nvram === undefined) return [];
  if (!machineIs.pSeries(def)) throw unsupported('nvram device is only supported for PPC64', 'qemu');
  const reg = nvram.address?.type === 'spapr-vio' ? nvram.address.reg : undefined;
  return reg === undefined ? [] : ['-global', `spapr-nvram.reg=0x${reg.toString(16)}`];
}

/** The device that tells the host where a guest's dump begins. */
export function vmcoreinfoArguments(def: DomainDef, context: CommandContext): string[] {
  return def.features?.vmcoreinfo === true ? deviceArguments({ driver: 'vmcoreinfo' }, def, context) : [];
}

/** Arguments that the document gives verbatim. */
export function passthroughArguments(def: DomainDef): string[] {
  return (def.qemuCommandline?.args ?? []).map((each) => each.value);
}

/** `-sandbox`: what QEMU may not ask the kernel for. */
export function sandboxArguments(_def: DomainDef, { settings, caps }: CommandContext): string[] {
  if (!caps.has('seccomp-sandbox')) return [];
  return ['-sandbox', settings.sandbox === false ? 'off' : 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'];
}

/** `-msg`. */
export function messageArguments(_def: DomainDef, { settings }: CommandContext): string[] {
  return settings.logTimestamp ? ['-msg', 'timestamp=on'] : [];
}
