import path from 'node:path';
import type { Tpm } from '../../conf/domain/devices.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import { isX86 } from '../conf/machine-kinds.ts';
import { addressProps } from './address-props.ts';
import { deviceArguments } from './arguments.ts';
import type { CommandContext } from './command-context.ts';
import { escapeComma, type Props } from './props.ts';

/** The character device of a TPM that another process serves. */
const TPM_CHARDEV = 'chrtpm';

/** Trusted platform modules. */
export function tpmArguments(def: DomainDef, context: CommandContext): string[] {
  return def.devices.tpms.flatMap((tpm) => [
    ...(tpm.model === 'spapr-tpm-proxy' ? [] : tpmBackendArguments(tpm, context)),
    ...deviceArguments(tpmDeviceProps(tpm, def), def, context),
  ]);
}

/** A TPM's properties. */
export function tpmDeviceProps(tpm: Tpm, def: DomainDef): Props {
  const { alias = '', model, backend } = tpm;
  if (model === 'spapr-tpm-proxy') return { driver: model, id: alias, 'host-path': backend.device };
  const driver = model === 'tpm-tis' && !isX86(def.os.type.arch) ? 'tpm-tis-device' : model;
  return { driver, tpmdev: `tpm-${alias}`, id: alias, ...addressProps(tpm, def) };
}

/** The socket of the process that emulates a TPM, unless it is elsewhere. */
export function tpmSocketPath({ paths, passed }: Pick<CommandContext, 'paths' | 'passed'>, alias: string): string {
  return passed.tpmSocket?.(alias) ?? path.posix.join(paths.libDir, 'swtpm.sock');
}

function tpmBackendArguments({ alias = '', backend }: Tpm, context: CommandContext): string[] {
  const id = `id=tpm-${alias}`;
  if (backend.type === 'passthrough') {
    const device = backend.device ?? '/dev/tpm0';
    const sets = context.passed.tpmSets?.(alias);
    const cancel = sets === undefined ? [] : [`cancel-path=${escapeComma(sets.cancel.path)}`];
    const text = ['passthrough', id, `path=${escapeComma(sets?.device.path ?? device)}`, ...cancel].join(',');
    return [...(sets?.device.arguments ?? []), ...(sets?.cancel.arguments ?? []), '-tpmdev', text];
  }
  const socket = backend.type === 'external' ? (backend.source?.path ?? '') : tpmSocketPath(context, alias);
  return ['-chardev', `socket,id=${TPM_CHARDEV},path=${escapeComma(socket)}`, '-tpmdev', `emulator,${id},chardev=${TPM_CHARDEV}`];
}
