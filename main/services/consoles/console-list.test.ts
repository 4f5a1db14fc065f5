import { describe, expect, it } from 'vitest';
import { parseXml } from '../../../drivers/conf/xml/parse-xml.ts';
import { addressFromElsewhere, listConsoles, placeOf, serialLines, type ConsoleSituation } from './console-list.ts';

const good: ConsoleSituation = { active: true, stale: false, readOnly: false, canDial: true, host: '', canOpenConsole: true, canOpenDisplay: false, canScreenshot: true, canEdit: true };
const root = (devices: string) => parseXml(`<domain><devices>${devices}</devices></domain>`).root;
const list = (devices: string, situation: Partial<ConsoleSituation> = {}) => listConsoles(root(devices), { ...good, ...situation });
const VNC = `<graphics type='vnc' port='5900' autoport='yes' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>`;
const PTY = `<serial type='pty'><target port='0'/><alias name='serial0'/></serial><console type='pty'><target type='serial' port='0'/><alias name='serial0'/></console>`;

describe('listConsoles', () => {
  it('has the display, the serial line once, and screenshots', () => {
    expect(list(VNC + PTY).map(({ id, usable }) => [id, usable])).toEqual([['vnc:0', true], ['serial:serial0', true], ['screenshots', true]]);
  });

  it('has the display that the host opens, first', () => {
    expect(list('', { canOpenDisplay: true }).map(({ id, usable }) => [id, usable])).toEqual([['vnc:host', true], ['screenshots', true]]);
    expect(list('', { canOpenDisplay: true, readOnly: true })[0]).toMatchObject({ usable: false, reason: 'console.readOnly' });
  });

  it('has SPICE, and offers VNC where that is all', () => {
    expect(list(`<graphics type='spice' port='5901'/>`)[0]).toMatchObject({ kind: 'spice', usable: true, canAddVnc: true });
    expect(list(`<graphics type='spice' tlsPort='5902'/>`)[0]).toMatchObject({ kind: 'spice', usable: false, reason: 'console.tlsOnly', canAddVnc: true });
    expect(list(`<graphics type='spice' port='5901'/>${VNC}`)).toMatchObject([{ kind: 'spice', usable: true, canAddVnc: false }, { kind: 'vnc', id: 'vnc:1', usable: true }, {}]);
  });

  it('explains displays that listen nowhere', () => {
    expect(list(`<graphics type='vnc'><listen type='none'/></graphics>`)[0]).toMatchObject({ usable: false, reason: 'console.listensNowhere' });
    expect(list(`<graphics type='vnc' port='-1' autoport='yes'/>`)[0]).toMatchObject({ reason: 'console.listensNowhere' });
    expect(list(VNC, { canDial: false })[0]).toMatchObject({ reason: 'console.noDial' });
  });

  it('explains a machine that is off, a host that does not answer, a read-only connection', () => {
    expect(new Set(list(VNC + PTY, { active: false }).map(({ reason }) => reason))).toEqual(new Set(['console.notRunning']));
    expect(new Set(list(VNC + PTY, { stale: true }).map(({ reason }) => reason))).toEqual(new Set(['console.stale']));
    expect(list(VNC + PTY, { readOnly: true }).map(({ reason }) => reason)).toEqual([undefined, 'console.readOnly', 'console.readOnly']);
  });

  it('reaches serial lines that listen on the network, and explains the others', () => {
    const line = (source: string, protocol = 'raw') => `<serial type='tcp'><source ${source}/><protocol type='${protocol}'/></serial>`;
    const far: Partial<ConsoleSituation> = { canDial: false, canOpenConsole: false, host: 'esx.example' };
    expect(list(line(`mode='bind' host='' service='7000'`, 'telnet'), far)[0]).toMatchObject({ kind: 'serial', usable: true });
    expect(list(line(`mode='bind' host='127.0.0.1' service='7000'`), far)[0]).toMatchObject({ usable: false, reason: 'console.noDial' });
    expect(list(line(`mode='connect' host='vspc.example' service='13370'`), far)[0]).toMatchObject({ reason: 'console.serialCalls', values: { address: 'vspc.example:13370' } });
    expect(list(line(`mode='bind' host='10.0.0.5' service='7000'`, 'telnets'), far)[0]).toMatchObject({ reason: 'console.serialEncrypted' });
    expect(serialLines(root(line(`mode='bind' host='0.0.0.0' service='7000'`, 'telnet')))[0]?.remote).toEqual({ place: { kind: 'tcp', address: '127.0.0.1', port: 7000, everywhere: true }, listens: true, telnet: true, encrypted: false });
  });

  it('explains serial lines that go elsewhere', () => {
    expect(list(`<serial type='file'><source path='/tmp/x'/></serial>`)[0]).toMatchObject({ usable: false, reason: 'console.serialElsewhere', values: { type: 'file' } });
  });
});

describe('serialLines', () => {
  it('knows consoles without a serial line, and further ones', () => {
    expect(serialLines(root(`<console type='pty'><target type='lxc' port='0'/><alias name='console0'/></console>`))).toEqual([{ alias: 'console0', name: 'console0', type: 'pty' }]);
    expect(serialLines(root(`${PTY}<console type='pty'><target type='virtio' port='1'/><alias name='console1'/></console>`)).map(({ name }) => name)).toEqual(['serial0', 'console1']);
  });
});

describe('addressFromElsewhere', () => {
  const at = (xml: string, host: string) => addressFromElsewhere(placeOf(parseXml(xml).root), host);
  it.each([
    [`<graphics type='vnc' port='5901' listen='0.0.0.0'/>`, 'kvm', 'kvm'],
    [`<graphics type='vnc' port='5901' listen='10.1.2.3'/>`, 'kvm', '10.1.2.3'],
    [`<graphics type='vnc' port='5901' listen='127.0.0.1'/>`, 'kvm', undefined],
    [`<graphics type='vnc' port='5901' listen='127.0.0.1'/>`, 'localhost', '127.0.0.1'],
    [`<graphics type='vnc' socket='/run/v.sock'/>`, 'kvm', undefined],
  ])('%s of %s', (xml, host, expected) => {
    expect(at(xml, host)).toBe(expected);
  });
});

describe('placeOf', () => {
  const place = (xml: string) => placeOf(parseXml(xml).root);
  it.each([
    [`<graphics type='vnc' port='5901' listen='0.0.0.0'/>`, { kind: 'tcp', address: '127.0.0.1', port: 5901, everywhere: true }],
    [`<graphics type='vnc' port='5901'><listen type='address' address='::'/></graphics>`, { kind: 'tcp', address: '::1', port: 5901, everywhere: true }],
    [`<graphics type='vnc' port='5901'><listen type='network' address='10.1.2.3' network='lan'/></graphics>`, { kind: 'tcp', address: '10.1.2.3', port: 5901, everywhere: false }],
    [`<graphics type='vnc' socket='/run/v.sock'><listen type='socket' socket='/run/v.sock'/></graphics>`, { kind: 'unix', path: '/run/v.sock' }],
    [`<graphics type='vnc' port='99999'/>`, { kind: 'nowhere' }],
  ])('%s', (xml, expected) => {
    expect(place(xml)).toEqual(expected);
  });
});
