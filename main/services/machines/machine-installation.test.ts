import { describe, expect, it } from 'vitest';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { installMarkIn, tagsElement } from '../inventory/machine-tags.ts';
import { installDocuments } from './machine-installation.ts';

const MARK = `<metadata><vireo:tags xmlns:vireo="urn:vireo:tags"><vireo:tag>prod</vireo:tag><vireo:install state="pending"/></vireo:tags></metadata>`;
const disk = (order: string) => `<disk type='file' device='disk'><source file='/p/web.qcow2'/><target dev='vda'/>${order}</disk>`;
const cd = (order: string) => `<disk type='file' device='cdrom'><source file='/iso/debian.iso'/><target dev='sda'/>${order}</disk>`;
const card = `<interface type='network'><boot order='3'/></interface>`;
const orders = (xml: string): readonly string[] => (parseXml(xml).root.child('devices')?.elements() ?? []).map((each) => each.child('boot')?.attribute('order') ?? '-');

describe('the documents of an installation', () => {
  it('start from the installer once, and from the disk from then on', () => {
    const { once, afterwards } = installDocuments(`<domain>${MARK}<on_reboot>restart</on_reboot><devices>${disk("<boot order='1'/>")}${cd("<boot order='2'/>")}${card}</devices></domain>`);
    expect(orders(once)).toEqual(['2', '1', '3']);
    expect(orders(afterwards)).toEqual(['1', '2', '3']);
    expect(once).toContain('<on_reboot>destroy</on_reboot>');
    expect(afterwards).toContain('<on_reboot>restart</on_reboot>');
    for (const xml of [once, afterwards]) expect(xml).toContain('<vireo:install state="begun"/>');
  });

  it('put the disk first where a person put the installer there, and keep what else there is', () => {
    const { once, afterwards } = installDocuments(`<domain><devices>${disk('')}${cd("<boot order='1'/>")}${card}</devices></domain>`);
    expect(orders(once)).toEqual(['-', '1', '2']);
    expect(orders(afterwards)).toEqual(['1', '2', '3']);
    expect(once).toContain('<on_reboot>destroy</on_reboot>');
  });

  it('do the same where the document names kinds of devices', () => {
    const { once, afterwards } = installDocuments(`<domain><os><boot dev='hd'/><boot dev='network'/></os><devices>${disk('')}${cd('')}</devices></domain>`);
    expect(once.match(/dev=['"](?:hd|cdrom|network)['"]/g)?.join(' ').replace(/['"]/g, '')).toBe('dev=cdrom dev=hd dev=network');
    expect(afterwards.match(/dev=['"](?:hd|cdrom|network)['"]/g)?.join(' ').replace(/['"]/g, '')).toBe('dev=hd dev=network');
  });

  it('are none where nothing is in a drive', () => {
    expect(() => installDocuments(`<domain><devices>${disk('')}<disk device='cdrom'><target dev='sda'/></disk></devices></domain>`)).toThrow('no installer');
  });
});

describe('the mark of an installation', () => {
  it('stands beside tags', () => {
    expect(installMarkIn(tagsElement(['a'], true, undefined, 'pending') ?? '')).toBe('pending');
    expect(installMarkIn(`<v:tags xmlns:v="urn:vireo:tags"><v:install state='begun'/></v:tags>`)).toBe('begun');
    expect(installMarkIn('<tags><install state="other"/></tags>')).toBeUndefined();
    expect(tagsElement([], false)).toBeUndefined();
  });
});
