import { describe, expect, it } from 'vitest';
import { formatDomainXml, parseDomainXml } from '../../conf/domain/domain-def.ts';
import { lxcDomainContext } from './lxc-context.ts';

describe('lxcDomainContext', () => {
  it('fills in the controller program and the kind of consoles, and keeps namespaces of its own', () => {
    const text = `<domain type='lxc' xmlns:lxc='http://libvirt.org/schemas/domain/lxc/1.0'><name>c</name><memory>1024</memory>
      <os><type>exe</type><init>/sbin/init</init></os><devices><console type='pty'/></devices>
      <lxc:namespace><lxc:sharenet type='netns' value='red'/></lxc:namespace></domain>`;
    const written = formatDomainXml(parseDomainXml(text, lxcDomainContext('/usr/libexec/libvirt_lxc')));
    expect(written).toContain('<emulator>/usr/libexec/libvirt_lxc</emulator>');
    expect(written).toContain("<target type='lxc' port='0'/>");
    expect(written).toContain("<lxc:sharenet type='netns' value='red'/>");
  });
});
