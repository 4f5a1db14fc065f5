import { enumOf, string } from '../lens/codec.ts';
import { xmlError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, list, textChild } from '../lens/fields.ts';
import type { Field } from '../lens/lens.ts';

/** The XML namespaces of drivers, by the prefix libvirt writes. */
export const NAMESPACES = {
  qemu: 'http://libvirt.org/schemas/domain/qemu/1.0',
  lxc: 'http://libvirt.org/schemas/domain/lxc/1.0',
  bhyve: 'http://libvirt.org/schemas/domain/bhyve/1.0',
  xen: 'http://libvirt.org/schemas/domain/xen/1.0',
  vmware: 'http://libvirt.org/schemas/domain/vmware/1.0',
} as const;
/** The prefix of a driver's namespace. */
export type NamespacePrefix = keyof typeof NAMESPACES;

const valueOf = (complaint: string) => element({ value: attr(string, { required: () => xmlError(complaint, 'domain') }) });

const environment = element({ name: attr(string, { required: () => xmlError('No qemu environment name specified') }), value: attr(string) });
const property = element({ name: attr(string), type: attr(enumOf(['unsigned', 'signed', 'bool', 'string', 'remove'])), value: attr(string) });
const overriddenDevice = element({ alias: attr(string), frontend: child(element({ properties: list(property, { name: 'qemu:property' }) }), { name: 'qemu:frontend' }) });
const capability = element({ capability: attr(string) });

const share = attr(string);

/** What the drivers add to the document, in the order they write it. */
export const namespaceFields = {
  qemuCommandline: child(
    element({ args: list(valueOf('No qemu command-line argument specified'), { name: 'qemu:arg' }), env: list(environment, { name: 'qemu:env' }) }),
    { name: 'qemu:commandline' },
  ),
  qemuCapabilities: child(element({ add: list(capability, { name: 'qemu:add' }), del: list(capability, { name: 'qemu:del' }) }), { name: 'qemu:capabilities' }),
  qemuOverride: child(element({ devices: list(overriddenDevice, { name: 'qemu:device' }) }), { name: 'qemu:override' }),
  qemuDeprecation: attrChild('behavior', string, { name: 'qemu:deprecation' }),
  lxcNamespace: child(
    element({
      sharenet: child(element({ type: attr(string), value: share }), { name: 'lxc:sharenet' }),
      shareipc: child(element({ type: attr(string), value: share }), { name: 'lxc:shareipc' }),
      shareuts: child(element({ type: attr(string), value: share }), { name: 'lxc:shareuts' }),
    }),
    { name: 'lxc:namespace' },
  ),
  bhyveCommandline: child(
    element({
      args: list(valueOf('No bhyve command-line argument specified'), { name: 'bhyve:arg' }),
      env: list(element({ name: attr(string), value: attr(string) }), { name: 'bhyve:env' }),
    }),
    { name: 'bhyve:commandline' },
  ),
  xenCommandline: child(element({ args: list(valueOf('No xen command-line argument specified'), { name: 'xen:arg' }) }), { name: 'xen:commandline' }),
  vmwareDatacenter: vmware('vmware:datacenterpath'),
  vmwareMoref: vmware('vmware:moref'),
};

function vmware(name: string): Field<string | undefined> {
  return textChild(string, { name });
}

/** Which fields belong to which namespace. */
export const NAMESPACE_FIELDS: Readonly<Record<NamespacePrefix, readonly (keyof typeof namespaceFields)[]>> = {
  qemu: ['qemuCommandline', 'qemuCapabilities', 'qemuOverride', 'qemuDeprecation'],
  lxc: ['lxcNamespace'],
  bhyve: ['bhyveCommandline'],
  xen: ['xenCommandline'],
  vmware: ['vmwareDatacenter', 'vmwareMoref'],
};
