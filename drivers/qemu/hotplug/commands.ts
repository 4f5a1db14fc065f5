import type { DeviceInfo } from '../../conf/domain/device-info.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { overridden } from '../command/arguments.ts';
import { chardevTls, type ChardevUse, type TypedBackend } from '../command/chardev-arguments.ts';
import { chardevAddArguments } from '../command/chardev-backend.ts';
import type { CommandContext } from '../command/command-context.ts';
import type { Props } from '../command/props.ts';
import { tlsCredentialsProps, tlsSecretProps } from '../command/tls-arguments.ts';
import type { HotplugCommand, HotplugStep } from './hotplug-plan.ts';

/** `device_add`, the companion of IBM Z first. */
export function deviceAdd({ address, alias = '' }: Pick<DeviceInfo, 'address' | 'alias'>, props: Props, def: DomainDef): HotplugStep[] {
  const companion = zpciName({ address });
  const add = (each: Props): HotplugStep => ({ command: 'device_add', arguments: each, undo: { command: 'device_del', arguments: { id: each['id'] } } });
  if (companion === undefined || address?.type !== 'pci') return [add(overridden(props, def))];
  return [add({ driver: 'zpci', uid: address.zpci?.uid ?? 0, fid: address.zpci?.fid ?? 0, target: alias, id: companion }), add(overridden(props, def))];
}

/** The companion of a PCI device on IBM Z. */
export function zpciName({ address }: Pick<DeviceInfo, 'address'>): string | undefined {
  return address?.type === 'pci' && address.zpci !== undefined ? `zpci${address.zpci.uid ?? 0}` : undefined;
}

/** `object-add`; before QEMU 6.0 the properties stood apart. */
export function objectAdd(props: Props, { caps }: Pick<CommandContext, 'caps'>): HotplugStep {
  const { 'qom-type': type, id, ...rest } = props;
  return { command: 'object-add', arguments: caps.has('object.qapified') ? props : { 'qom-type': type, id, props: rest }, undo: { command: 'object-del', arguments: { id } } };
}

/** `object-del`. */
export function objectDel(id: string): HotplugCommand {
  return { command: 'object-del', arguments: { id } };
}

/** `chardev-add`, with what must stand before it. */
export function chardevAdd(backend: TypedBackend, use: ChardevUse, context: CommandContext): HotplugStep[] {
  const id = use.id ?? `char${use.alias}`;
  const fd = use.neverPassed !== true && backend.type === 'unix' && backend.sources[0]?.mode === 'bind' ? context.passed.listenFd(use.alias) : undefined;
  const name = `${use.alias}-source`;
  const tls = tlsSteps(backend, id, context);
  const add = chardevAddArguments(backend, use, { ...(fd === undefined ? {} : { fd: name }), ...(tls.length === 0 ? {} : { tlsCredentials: `obj${id}_tls0` }) });
  return [
    ...tls,
    ...(fd === undefined ? [] : [{ command: 'getfd', arguments: { fdname: name }, fd, undo: { command: 'closefd', arguments: { fdname: name } } }]),
    { command: 'chardev-add', arguments: add, undo: chardevRemove(id) },
  ];
}

/** `chardev-remove`. */
export function chardevRemove(id: string): HotplugCommand {
  return { command: 'chardev-remove', arguments: { id } };
}

function tlsSteps(backend: TypedBackend, id: string, context: CommandContext): HotplugStep[] {
  const tls = chardevTls(backend, context);
  if (tls === undefined) return [];
  const secret = tls.secretUuid === undefined ? undefined : `${id}-secret0`;
  const listens = backend.sources[0]?.mode === 'bind';
  return [
    ...(tls.secretUuid === undefined || secret === undefined ? [] : [objectAdd(tlsSecretProps(tls.secretUuid, secret, context), context)]),
    objectAdd(tlsCredentialsProps(tls, `obj${id}_tls0`, listens, secret), context),
  ];
}

/** What TLS left behind. */
export function tlsCleanup(backend: TypedBackend, id: string, context: CommandContext): HotplugCommand[] {
  const tls = chardevTls(backend, context);
  if (tls === undefined) return [];
  return [objectDel(`obj${id}_tls0`), ...(tls.secretUuid === undefined ? [] : [objectDel(`${id}-secret0`)])];
}
