import path from 'node:path';
import type { Filesystem } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { nonZeroProp, virtioProps } from './device-props.ts';
import { escapeComma, type Props } from './props.ts';
import { zpciArguments } from './zpci-arguments.ts';

/** Directories of the host in the guest. */
export function filesystemArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.filesystems.flatMap((fs) => {
    const backend = isVirtiofs(fs) ? ['-chardev', `socket,id=chr-vu-${fs.alias ?? ''},path=${escapeComma(virtiofsSocketPath(fs, context.paths.libDir))}`] : ['-fsdev', fsdevText(fs)];
    return [...backend, ...zpciArguments(fs, def, context), ...deviceArguments(filesystemDeviceProps(fs, def, context.caps), def, context)];
  });
}

const isVirtiofs = ({ driver }: Filesystem): boolean => driver?.type === 'virtiofs';

/** Where the process that serves a directory listens. */
export function virtiofsSocketPath({ source, alias = '' }: Filesystem, libDir: string): string {
  return source?.socket ?? path.posix.join(libDir, `${alias}-fs.sock`);
}

const SECURITY_MODELS = { mapped: 'mapped', passthrough: 'passthrough', squash: 'none' } as const;

function fsdevText(fs: Filesystem): string {
  const octal = (mode: number): string => mode.toString(8).padStart(4, '0');
  const local = [
    'local',
    ...(fs.accessmode === undefined ? [] : [`security_model=${SECURITY_MODELS[fs.accessmode]}`]),
    ...(fs.multidevs === undefined ? [] : [`multidevs=${fs.multidevs}`]),
    ...(nonZeroProp(fs.fmode) === undefined ? [] : [`fmode=${octal(fs.fmode ?? 0)}`]),
    ...(nonZeroProp(fs.dmode) === undefined ? [] : [`dmode=${octal(fs.dmode ?? 0)}`]),
  ];
  return [
    ...(fs.driver?.type === 'handle' ? ['handle'] : local),
    ...(fs.driver?.wrpolicy === undefined ? [] : [`writeout=${fs.driver.wrpolicy}`]),
    `id=fsdev-${fs.alias ?? ''}`,
    `path=${escapeComma(fs.source?.dir ?? '')}`,
    ...(fs.readonly ? ['readonly'] : []),
  ].join(',');
}

/** The properties of a directory of the host. */
export function filesystemDeviceProps(fs: Filesystem, def: DomainDef, caps: QemuCapabilities): Props {
  const { alias = '', model, driver, target } = fs;
  if (isVirtiofs(fs)) {
    return {
      ...virtioProps('vhost-user-fs', fs, model, driver, caps),
      id: alias,
      chardev: `chr-vu-${alias}`,
      'queue-size': nonZeroProp(driver?.queue),
      tag: target?.dir,
      bootindex: nonZeroProp(fs.boot?.order),
      ...addressProps(fs, def),
    };
  }
  return { ...virtioProps('virtio-9p', fs, model, driver, caps), id: alias, fsdev: `fsdev-${alias}`, mount_tag: target?.dir, ...addressProps(fs, def) };
}
