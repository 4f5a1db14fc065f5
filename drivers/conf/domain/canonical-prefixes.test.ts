import { describe, expect, it } from 'vitest';
import { domainContext, parseDomainXml } from './domain-def.ts';

const context = domainContext({ namespaces: ['qemu'] });
const domain = (attributes: string, inner: string): string => `<domain type='qemu' ${attributes}><name>a</name><memory>1</memory><os><type arch='x86_64' machine='pc'>hvm</type></os>${inner}</domain>`;
const QEMU = 'http://libvirt.org/schemas/domain/qemu/1.0';
const argsOf = (xml: string): string[] | undefined => parseDomainXml(xml, context).qemuCommandline?.args.map((each) => each.value);

describe("a driver's own elements", () => {
  it.each([
    ['libvirt’s prefix', domain(`xmlns:qemu='${QEMU}'`, "<qemu:commandline><qemu:arg value='-x'/></qemu:commandline>")],
    ['another prefix', domain(`xmlns:ns0="${QEMU}"`, "<ns0:commandline><ns0:arg value='-x'/></ns0:commandline>")],
    ['no prefix', domain('', `<commandline xmlns='${QEMU}'><arg value='-x'/></commandline>`)],
  ])('are found under %s', (_name, xml) => {
    expect(argsOf(xml)).toEqual(['-x']);
  });

  it('are not those of somebody else with the same prefix', () => {
    expect(argsOf(domain("xmlns:qemu='urn:other'", "<qemu:commandline><qemu:arg value='-x'/></qemu:commandline>"))).toBeUndefined();
  });
});
