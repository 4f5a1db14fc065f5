import { element, writeDocument } from '../../../drivers/conf/format/write-element.ts';
import type { XmlWriter } from '../../../drivers/conf/lens/xml-writer.ts';
import type { CommandArgs } from '../shell/command.ts';
import { needed, optional } from '../shell/values.ts';

const OPTIONS = [
  'source-host', 'source-path', 'source-dev', 'source-name', 'source-format', 'target', 'auth-type', 'auth-username', 'secret-usage', 'secret-uuid',
  'adapter-name', 'adapter-wwnn', 'adapter-wwpn', 'adapter-parent', 'adapter-parent-wwnn', 'adapter-parent-wwpn', 'adapter-parent-fabric-wwn',
  'source-protocol-ver', 'source-initiator',
] as const;
type Given = Readonly<Partial<Record<(typeof OPTIONS)[number], string>>>;

/** The document of a pool that options describe. @throws invalid-arg for an empty one */
export function poolXml(args: CommandArgs): string {
  const [name, type] = [needed(args, 'name'), needed(args, 'type')];
  const given: Given = Object.fromEntries(OPTIONS.map((option) => [option, optional(args, option)]));
  return writeDocument((writer) => {
    element(writer, 'pool', { type }, (pool) => {
      element(pool, 'name', {}, name);
      if (hasSource(given)) element(pool, 'source', {}, (source) => { writeSource(source, given); });
      if (given.target !== undefined) element(pool, 'target', {}, (target) => { element(target, 'path', {}, given.target); });
    });
  });
}

function hasSource(given: Given): boolean {
  const plain = ['source-host', 'source-path', 'source-dev', 'source-initiator', 'source-format', 'source-name', 'adapter-name'] as const;
  return plain.some((option) => given[option] !== undefined) || hasFibre(given);
}

const hasFibre = (given: Given): boolean => given['adapter-wwnn'] !== undefined && given['adapter-wwpn'] !== undefined;

function writeSource(source: XmlWriter, given: Given): void {
  if (given['source-host'] !== undefined) element(source, 'host', { name: given['source-host'] });
  if (given['source-path'] !== undefined) element(source, 'dir', { path: given['source-path'] });
  if (given['source-dev'] !== undefined) element(source, 'device', { path: given['source-dev'] });
  const initiator = given['source-initiator'];
  if (initiator !== undefined) element(source, 'initiator', {}, (inner) => { element(inner, 'iqn', { name: initiator }); });
  if (hasFibre(given)) element(source, 'adapter', { type: 'fc_host', ...fibreParent(given), wwnn: given['adapter-wwnn'], wwpn: given['adapter-wwpn'] });
  else if (given['adapter-name'] !== undefined) element(source, 'adapter', { type: 'scsi_host', name: given['adapter-name'] });
  writeAuth(source, given);
  if (given['source-format'] !== undefined) element(source, 'format', { type: given['source-format'] });
  if (given['source-name'] !== undefined) element(source, 'name', {}, given['source-name']);
  if (given['source-protocol-ver'] !== undefined) element(source, 'protocol', { ver: given['source-protocol-ver'] });
}

function fibreParent(given: Given): Readonly<Record<string, string>> {
  const [parent, wwnn, wwpn, fabric] = [given['adapter-parent'], given['adapter-parent-wwnn'], given['adapter-parent-wwpn'], given['adapter-parent-fabric-wwn']];
  if (parent !== undefined) return { parent };
  if (wwnn !== undefined && wwpn !== undefined) return { parent_wwnn: wwnn, parent_wwpn: wwpn };
  return fabric === undefined ? {} : { parent_fabric_wwn: fabric };
}

function writeAuth(source: XmlWriter, given: Given): void {
  const [type, username, usage, uuid] = [given['auth-type'], given['auth-username'], given['secret-usage'], given['secret-uuid']];
  if (type === undefined || username === undefined || (usage === undefined && uuid === undefined)) return;
  element(source, 'auth', { type, username }, (auth) => { element(auth, 'secret', usage === undefined ? { uuid } : { usage }); });
}
