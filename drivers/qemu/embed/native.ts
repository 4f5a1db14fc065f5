import { formatDomainXml, parseDomainXml } from '../../conf/domain/domain-def.ts';
import { parseUuid } from '../../core/uuid.ts';
import { commandText } from '../command/command-text.ts';
import { documentOfCommand, emulatorOfCommand } from '../command/native/document-of-command.ts';
import { prepareDomain } from '../command/prepare-domain.ts';
import { chooseFirmware } from '../firmware/choose-firmware.ts';
import { installedFirmware } from '../firmware/installed-firmware.ts';
import { buildCommand, commandContext } from './build-command.ts';
import type { EmbedState } from './embed-state.ts';
import { resolveVolumes } from './host-objects.ts';
import { placeSockets } from './prepare-live.ts';
import { qemuError } from './qemu-error.ts';

const FORMAT = 'qemu-argv';

/**
 * The command that would run a machine. Nothing is started, and nothing that it names has to be there.
 *
 * @libvirt virConnectDomainXMLToNative
 */
export async function domainToNative(state: EmbedState, format: string, xml: string): Promise<string> {
  assertFormat(format);
  await state.emulators.prepare(xml);
  const def = parseDomainXml(xml, state.emulators.context({ abiUpdate: true }));
  const uuid = parseUuid(def.uuid);
  if (uuid === undefined) throw qemuError('internal-error', `malformed uuid ${def.uuid}`);
  const socketFolder = state.layout.socketFolder(uuid);
  await resolveVolumes(state, def);
  if (def.os.firmware !== undefined) chooseFirmware(def, await installedFirmware(state.surroundings), { nvramPath: () => state.layout.nvramFile(uuid) });
  prepareDomain(def, commandContext(state, def, socketFolder));
  await placeSockets(state, def, socketFolder);
  return commandText(buildCommand(state, def, socketFolder));
}

/**
 * A machine's definition from a command that runs QEMU, as far as documents can say what it says; the rest is kept as arguments.
 *
 * @libvirt virConnectDomainXMLFromNative
 */
export async function domainFromNative(state: EmbedState, format: string, command: string): Promise<string> {
  assertFormat(format);
  const emulator = emulatorOfCommand(command);
  const named = emulator.path.includes('/') ? emulator.path : await state.emulators.emulatorFor(emulator.arch);
  const xml = documentOfCommand(command, named);
  await state.emulators.prepare(xml);
  return formatDomainXml(parseDomainXml(xml, state.emulators.context({ abiUpdate: true })), { inactive: true, secure: true });
}

function assertFormat(format: string): void {
  if (format !== FORMAT) throw qemuError('invalid-arg', `unsupported config type ${format}`);
}
