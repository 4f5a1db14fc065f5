import type { InterfaceRef } from '../../../drivers/api/refs.ts';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { serializeXml } from '../../../drivers/conf/xml/serialize-xml.ts';
import { XmlElement, type XmlDocument } from '../../../drivers/conf/xml/xml-tree.ts';
import { InterfaceXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { attempt, explaining } from '../attempt.ts';
import { findInterface } from '../interface-argument.ts';
import { say } from '../say.ts';
import type { Shell } from '../shell/shell.ts';
import { fault, needed, uintOf } from '../shell/values.ts';
import type { Run } from '../shell/words.ts';

/** What belongs to the card itself and goes with it. */
const OF_THE_CARD = ['mac', 'bond', 'vlan'];

function moveCardParts(from: XmlElement, to: XmlElement): void {
  for (const part of from.elements().filter(({ name }) => OF_THE_CARD.includes(name))) {
    from.children.splice(from.children.indexOf(part), 1);
    to.children.push(part);
  }
}

async function documentOf(shell: Shell, iface: InterfaceRef, name: string): Promise<{ readonly document: XmlDocument; readonly type: string }> {
  const connection = await shell.connection();
  const document = parseXml(await requireMethod(connection, 'interface', 'getXMLDesc')(iface, InterfaceXMLFlags.INACTIVE));
  const type = document.root.attribute('type');
  if (type === undefined) throw fault(`Existing device ${name} has no type`);
  const inside = document.root.attribute('name');
  if (type !== 'bridge' && inside !== name) throw fault(`Interface name from config ${inside ?? ''} doesn't match given supplied name ${name}`);
  return { document, type };
}

/** @libvirt virsh iface-bridge */
export const ifaceBridge: Run = async (shell, args) => {
  const iface = await findInterface(shell, args, 'interface', 'name');
  const [name, bridgeName] = [needed(args, 'interface'), needed(args, 'bridge')];
  const connection = await shell.connection();
  const there = await attempt(async () => requireMethod(connection, 'interface', 'lookupByName')(bridgeName));
  if (!VirError.is(there)) throw fault(`Network device ${bridgeName} already exists`);
  const delay = uintOf(args, 'delay') ?? 0;
  const { document, type } = await documentOf(shell, iface, name);
  if (type === 'bridge') throw fault(`Existing device ${name} is already a bridge`);
  const stp = !args.has('no-stp');
  const card = new XmlElement('interface', [
    { name: 'type', value: type },
    { name: 'name', value: name },
  ]);
  const bridge = new XmlElement('bridge', [{ name: 'stp', value: stp ? 'on' : 'off' }, ...(stp ? [{ name: 'delay', value: String(delay) }] : [])], [card]);
  document.root.children.push(bridge);
  document.root.setAttribute('type', 'bridge');
  document.root.setAttribute('name', bridgeName);
  moveCardParts(document.root, card);
  const made = await explaining(shell, `Failed to define new bridge interface ${bridgeName}`, async () =>
    requireMethod(connection, 'interface', 'defineXML')(serializeXml(document), 0),
  );
  say(shell, `Created bridge ${bridgeName} with attached device ${name}\n`, made);
  if (args.has('no-start')) return true;
  await explaining(shell, `Failed to start bridge interface ${bridgeName}`, async () => requireMethod(connection, 'interface', 'create')(made, 0));
  return say(shell, `Bridge interface ${bridgeName} started\n`, made);
};

/** The one card of a bridge. @throws invalid-arg */
function cardOf(root: XmlElement, bridgeName: string): { readonly bridge: XmlElement; readonly card: XmlElement; readonly name: string; readonly type: string } {
  const bridge = root.child('bridge');
  if (bridge === undefined) throw fault('No bridge node in xml document');
  const [card, second] = bridge.elements('interface');
  if (second !== undefined) throw fault('Multiple interfaces attached to bridge');
  if (card === undefined) throw fault('No interface attached to bridge');
  const [name, type] = [card.attribute('name'), card.attribute('type')];
  if (name === undefined) throw fault(`Device attached to bridge ${bridgeName} has no name`);
  if (type === undefined) throw fault(`Attached device ${name} has no type`);
  return { bridge, card, name, type };
}

/** @libvirt virsh iface-unbridge */
export const ifaceUnbridge: Run = async (shell, args) => {
  const found = await findInterface(shell, args, 'bridge', 'name');
  const bridgeName = needed(args, 'bridge');
  const connection = await shell.connection();
  const { document, type } = await documentOf(shell, found, bridgeName);
  if (type !== 'bridge') throw fault(`Device ${bridgeName} is not a bridge`);
  const { bridge, card, name, type: cardType } = cardOf(document.root, bridgeName);
  document.root.setAttribute('type', cardType);
  document.root.setAttribute('name', name);
  moveCardParts(card, document.root);
  document.root.children.splice(document.root.children.indexOf(bridge), 1);
  await explaining(shell, `Failed to destroy bridge interface ${bridgeName}`, async () => requireMethod(connection, 'interface', 'destroy')(found, 0));
  await explaining(shell, `Failed to undefine bridge interface ${bridgeName}`, async () => requireMethod(connection, 'interface', 'undefine')(found));
  const freed = await explaining(shell, `Failed to define new interface ${name}`, async () =>
    requireMethod(connection, 'interface', 'defineXML')(serializeXml(document), 0),
  );
  say(shell, `Device ${name} un-attached from bridge ${bridgeName}\n`, freed);
  if (args.has('no-start')) return true;
  await explaining(shell, `Failed to start interface ${name}`, async () => requireMethod(connection, 'interface', 'create')(freed, 0));
  return say(shell, `Interface ${name} started\n`, freed);
};
