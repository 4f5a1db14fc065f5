import type { StoragePoolRef } from '../../../drivers/api/refs.ts';
import { element, writeDocument } from '../../../drivers/conf/format/write-element.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { xmlText } from '../../../drivers/conf/xml/xml-tree.ts';
import { StorageVolCreateFlags as V } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { explaining } from '../attempt.ts';
import { libxmlText } from '../libxml-text.ts';
import { findPool } from '../pool-argument.ts';
import { readDefinition, readFileOrFail } from '../read-definition.ts';
import { flagsOf, say } from '../say.ts';
import type { CommandArgs } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, faults, needed, optional, parseScaled } from '../shell/values.ts';
import type { Run } from '../shell/words.ts';
import { findVolume, lookupVolume } from '../volume-argument.ts';

const FLAGS = { 'prealloc-metadata': V.PREALLOC_METADATA, reflink: V.REFLINK, validate: V.VALIDATE };

/** Bytes of a text such as `10G`. @throws invalid-arg */
export function parseSize(text: string): bigint {
  const value = parseScaled(text, 1n);
  if (typeof value === 'bigint') return value;
  throw faults(`Malformed size ${text}`, value?.problem);
}

/** Prints what would be sent. */
function printXml(shell: Shell, xml: string): true {
  if (shell.options.json) shell.printJson({ xml });
  else shell.print(xml);
  return true;
}

/** Path of the volume that another one is to be based on. */
async function backingPath(shell: Shell, pool: StoragePoolRef, name: string): Promise<string> {
  const vol = await lookupVolume(shell, pool, name);
  if (VirError.is(vol)) {
    shell.error(`failed to get vol '${name}'`);
    throw vol;
  }
  return requireMethod(await shell.connection(), 'storageVol', 'getPath')(vol);
}

async function volumeXml(shell: Shell, args: CommandArgs, pool: StoragePoolRef): Promise<string> {
  const name = needed(args, 'name');
  const capacity = parseSize(needed(args, 'capacity'));
  const allocationText = args.text('allocation');
  const allocation = allocationText === undefined || allocationText === '' ? undefined : parseSize(allocationText);
  const [format, backing, backingFormat] = [optional(args, 'format'), optional(args, 'backing-vol'), optional(args, 'backing-vol-format')];
  const path = backing === undefined ? undefined : await backingPath(shell, pool, backing);
  return writeDocument((writer) => {
    element(writer, 'volume', {}, (volume) => {
      element(volume, 'name', {}, name);
      element(volume, 'capacity', {}, capacity);
      if (allocation !== undefined) element(volume, 'allocation', {}, allocation);
      if (format !== undefined) element(volume, 'target', {}, (target) => { element(target, 'format', { type: format }); });
      if (path === undefined) return;
      element(volume, 'backingStore', {}, (store) => {
        element(store, 'path', {}, path);
        if (backingFormat !== undefined) element(store, 'format', { type: backingFormat });
      });
    });
  });
}

/** @libvirt virsh vol-create-as */
export const volCreateAs: Run = async (shell, args) => {
  const pool = await findPool(shell, args);
  const xml = await volumeXml(shell, args, pool);
  if (args.has('print-xml')) return printXml(shell, xml);
  const name = needed(args, 'name');
  const connection = await shell.connection();
  const vol = await explaining(shell, `Failed to create vol ${name}`, async () =>
    requireMethod(connection, 'storageVol', 'createXML')(pool, xml, flagsOf(args, FLAGS)),
  );
  return say(shell, `Vol ${name} created\n`, vol);
};

/** @libvirt virsh vol-create */
export const volCreate: Run = async (shell, args) => {
  const pool = await findPool(shell, args);
  const definition = readDefinition(shell, args);
  if (definition === undefined) return false;
  const { file, xml } = definition;
  const connection = await shell.connection();
  const vol = await explaining(shell, `Failed to create vol from ${file}`, async () =>
    requireMethod(connection, 'storageVol', 'createXML')(pool, xml, flagsOf(args, FLAGS)),
  );
  return say(shell, `Vol ${vol.name} created from ${file}\n`, vol);
};

/** @libvirt virsh vol-create-from */
export const volCreateFrom: Run = async (shell, args) => {
  const pool = await findPool(shell, args);
  const file = needed(args, 'file');
  const input = await findVolume(shell, args, { pool: 'inputpool' });
  const xml = readFileOrFail(file);
  const connection = await shell.connection();
  const vol = await explaining(shell, `Failed to create vol from ${file}`, async () =>
    requireMethod(connection, 'storageVol', 'createXMLFrom')(pool, xml, input, flagsOf(args, FLAGS)),
  );
  return say(shell, `Vol ${vol.name} created from input vol ${input.name}\n`, vol);
};

/** The document of a copy: the same with another name. */
function cloneXml(xml: string, name: string): string {
  const { root } = parseXml(xml);
  const named = root.child('name');
  if (named === undefined) throw fault('Failed to allocate XML buffer');
  named.children.splice(0, named.children.length, xmlText(name));
  return libxmlText(root);
}

/** @libvirt virsh vol-clone */
export const volClone: Run = async (shell, args) => {
  const original = await findVolume(shell, args, { pool: 'pool' });
  const connection = await shell.connection();
  const pool = await explaining(shell, 'failed to get parent pool', async () => requireMethod(connection, 'storagePool', 'lookupByVolume')(original));
  const name = needed(args, 'newname');
  const xml = cloneXml(await requireMethod(connection, 'storageVol', 'getXMLDesc')(original, 0), name);
  if (args.has('print-xml')) return printXml(shell, xml);
  const vol = await explaining(shell, `Failed to clone vol from ${original.name}`, async () =>
    requireMethod(connection, 'storageVol', 'createXMLFrom')(pool, xml, original, flagsOf(args, FLAGS)),
  );
  return say(shell, `Vol ${vol.name} cloned from ${original.name}\n`, vol);
};
