import { DomainXMLFlags } from '../../../drivers/core/constants.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import { printDocument, xpathOptions } from '../print-document.ts';
import type { CommandDef } from '../shell/command.ts';
import { devicesOf, firstAttribute, readDocument } from '../xml-query.ts';

const FIRST_VNC_PORT = 5900;

/** @libvirt virsh dumpxml */
export const dumpxml: CommandDef = {
  name: 'dumpxml',
  help: 'domain information in XML',
  description: 'Output the domain information as an XML dump to stdout.',
  options: [
    domainOption(),
    { name: 'inactive', type: 'bool', help: 'show inactive defined XML' },
    { name: 'security-info', type: 'bool', help: 'include security sensitive information in XML dump' },
    { name: 'update-cpu', type: 'bool', help: 'update guest CPU according to host CPU' },
    { name: 'migratable', type: 'bool', help: 'provide XML suitable for migrations' },
    ...xpathOptions,
  ],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const flags =
      (args.has('inactive') ? DomainXMLFlags.INACTIVE : 0) |
      (args.has('security-info') ? DomainXMLFlags.SECURE : 0) |
      (args.has('update-cpu') ? DomainXMLFlags.UPDATE_CPU : 0) |
      (args.has('migratable') ? DomainXMLFlags.MIGRATABLE : 0);
    return printDocument(shell, args, await requireMethod(await shell.connection(), 'domain', 'getXMLDesc')(domain, flags));
  },
};

/** @libvirt virsh vncdisplay */
export const vncdisplay: CommandDef = {
  name: 'vncdisplay',
  help: 'vnc display',
  description: 'Output the IP address and port number for the VNC display.',
  options: [domainOption()],
  run: async (shell, args) => {
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const connection = await shell.connection();
    if (!(await requireMethod(connection, 'domain', 'isActive')(domain))) {
      shell.error('Domain is not running');
      return false;
    }
    const document = readDocument(await requireMethod(connection, 'domain', 'getXMLDesc')(domain));
    const displays = devicesOf(document, 'graphics').filter((graphics) => graphics.attribute('type') === 'vnc');
    const port = Number(displays.find((graphics) => graphics.attribute('port') !== undefined)?.attribute('port') ?? Number.NaN);
    const socket = displays.map((graphics) => graphics.attribute('socket') ?? graphics.child('listen')?.attribute('socket')).find((each) => each !== undefined);
    if (Number.isNaN(port) && socket !== undefined) {
      // virsh has no word for it. Viewers take the path as it is.
      if (shell.options.json) shell.printJson({ socket });
      else shell.print(`${socket}\n`);
      return true;
    }
    if (Number.isNaN(port)) {
      shell.error('Failed to get VNC port. Is this domain using VNC?');
      return false;
    }
    const listen = displays.map((graphics) => firstAttribute(graphics, ['listen']) ?? firstAttribute(graphics.child('listen'), ['address'])).find((address) => address !== undefined);
    const host = listen === undefined || listen === '0.0.0.0' ? '' : listen;
    if (shell.options.json) shell.printJson({ listen: listen ?? null, port });
    else shell.print(`${host}:${port - FIRST_VNC_PORT}\n`);
    return true;
  },
};
