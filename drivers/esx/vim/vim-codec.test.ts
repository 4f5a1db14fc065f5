import { describe, expect, it } from 'vitest';
import { VirError } from '../../core/vir-error.ts';
import { childOf, parseSoap } from './soap-xml.ts';
import { asType, decodeResult, encodeCall, Properties } from './vim-codec.ts';
import { faultError, faultOf } from './vim-faults.ts';
import type { AnyValue } from './vim-value.ts';

const body = (inner: string) => {
  const found = childOf(parseSoap(`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:vim25"><s:Body>${inner}</s:Body></s:Envelope>`), 'Body');
  if (found === undefined) throw new Error('no body');
  return found;
};
const XSI = 'xmlns:w="http://www.w3.org/2001/XMLSchema-instance"';

describe('encodeCall', () => {
  it('writes arguments in the order of the description, subtypes by name, text escaped', () => {
    const text = encodeCall('ReconfigVM_Task', { type: 'VirtualMachine', value: 'vm-1' }, {
      spec: { memoryMB: 64, name: 'a<b>&"\u0001', deviceChange: [{ _type: 'VirtualDeviceConfigSpec', operation: 'remove', device: { _type: 'VirtualDisk', key: 2000, capacityInKB: 1 } }] },
    });
    expect(text).toContain(
      '<ReconfigVM_Task xmlns="urn:vim25"><_this type="VirtualMachine">vm-1</_this><spec><name>a&lt;b&gt;&amp;&quot;</name><memoryMB>64</memoryMB>' +
        '<deviceChange xsi:type="VirtualDeviceConfigSpec"><operation>remove</operation><device xsi:type="VirtualDisk"><key>2000</key><capacityInKB>1</capacityInKB></device></deviceChange></spec></ReconfigVM_Task>',
    );
  });
});

describe('decodeResult', () => {
  it('goes by namespace, not by prefix, and keeps what it does not know apart', () => {
    const answer = body(`<RetrievePropertiesExResponse><returnval><token>t</token><objects><obj type="VirtualMachine">vm-1</obj>
      <propSet><name>config.hardware.device</name><val ${XSI} w:type="ArrayOfVirtualDevice"><VirtualDevice w:type="VirtualDisk"><key>2000</key><unknown/><capacityInKB>9</capacityInKB></VirtualDevice>
        <VirtualDevice w:type="VirtualUSBXHCIController"><key>14</key></VirtualDevice></val></propSet>
      <propSet><name>snapshot</name><val ${XSI} w:type="NoSuchType"><a>1</a></val></propSet>
      <propSet><name>runtime.powerState</name><val ${XSI} w:type="VirtualMachinePowerState">poweredOn</val></propSet>
      <propSet><name>n</name><val ${XSI} xmlns:x="http://www.w3.org/2001/XMLSchema" w:type="x:long">9007199254740993</val></propSet>
    </objects></returnval></RetrievePropertiesExResponse>`);
    const result = decodeResult('RetrievePropertiesEx', answer);
    const [object] = result?.objects ?? [];
    const properties = new Properties(object?.obj ?? { type: '', value: '' });
    for (const { name, val } of object?.propSet ?? []) properties.set(name, val);
    expect(result?.token).toBe('t');
    expect(properties.ref).toEqual({ type: 'VirtualMachine', value: 'vm-1' });
    expect(properties.list('config.hardware.device', 'VirtualDevice')).toEqual([
      { _type: 'VirtualDisk', key: 2000, capacityInKB: 9 },
      { _type: 'VirtualDevice', _xsi: 'VirtualUSBXHCIController', key: 14 },
    ]);
    expect(properties.get('snapshot')).toBeUndefined();
    expect(properties.string('runtime.powerState')).toBe('poweredOn');
    expect(properties.number('n')).toBe(9007199254740992);
  });

  it('takes a subtype for its base, and nothing else', () => {
    const value: AnyValue = { _any: 'VmfsDatastoreInfo', value: { _type: 'VmfsDatastoreInfo', name: 'x', url: '', freeSpace: 0, maxFileSize: 0 } };
    expect(asType(value, 'DatastoreInfo')?.name).toBe('x');
    expect(asType(value, 'NasDatastoreInfo')).toBeUndefined();
    expect(asType('text', 'DatastoreInfo')).toBeUndefined();
  });

  it.each([
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', /DOCTYPE/],
    ['<a><b></a>', /no XML/],
    [`${'<a>'.repeat(300)}${'</a>'.repeat(300)}`, /too deep/],
  ])('refuses %.40s', (text, message) => {
    expect(() => parseSoap(text)).toThrow(message);
  });
});

describe('faults', () => {
  const fault = (type: string, message: string, fields = '') => faultError(faultOf(parseSoap(`<Fault><faultcode>x</faultcode><faultstring>${message}</faultstring><detail><${type}Fault ${XSI} w:type="${type}">${fields}</${type}Fault></detail></Fault>`)), 'Could not start domain');

  it.each([
    ['RestrictedVersion', 'Current license or ESXi version prohibits execution of the requested operation.', 'operation-denied', /free ESXi/],
    ['NoPermission', 'Permission denied.', 'access-denied', /privilege VirtualMachine.Interact.PowerOn/],
    ['InvalidPowerState', 'The attempted operation cannot be performed in the current state (Powered on).', 'operation-invalid', /current state/],
    ['MethodNotFound', '', 'no-support', /does not have that call/],
    ['TaskInProgress', '', 'resource-busy', /another task/],
    ['SomethingNew', 'A new thing.\u001b[31m', 'operation-failed', /A new thing/],
  ])('%s', (type, message, code, sentence) => {
    const error = fault(type, message.replace('\u001b', ''), '<privilegeId>VirtualMachine.Interact.PowerOn</privilegeId>');
    expect(VirError.is(error)).toBe(true);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain('Could not start domain');
    expect(error.details?.str1).toBe(type);
  });
});
