import { request } from 'node:https';
import type { Vsphere } from '../lab/index.ts';

/** Another client of the host: a few calls by hand, with a session of its own. */
export async function otherClient(vsphere: Vsphere): Promise<(method: string, object: { readonly type: string; readonly value: string }, body?: string) => Promise<string>> {
  let cookie = '';
  const call = async (method: string, { type, value }: { readonly type: string; readonly value: string }, body = ''): Promise<string> => {
    const envelope = `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><${method} xmlns="urn:vim25"><_this type="${type}">${value}</_this>${body}</${method}></soapenv:Body></soapenv:Envelope>`;
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: vsphere.port, path: '/sdk', method: 'POST', rejectUnauthorized: false, agent: false, headers: { 'content-type': 'text/xml', ...(cookie === '' ? {} : { cookie }) } }, (response) => {
        cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie;
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => { text += piece; });
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${method}: ${text}`));
        });
      });
      asked.on('error', reject);
      asked.end(envelope);
    });
  };
  await call('Login', { type: 'SessionManager', value: 'SessionManager' }, `<userName>${vsphere.userName}</userName><password>${vsphere.password}</password>`);
  return call;
}

/** Gives machines a custom attribute. */
export async function setAttribute(vsphere: Vsphere, name: string, value: string, machines: readonly string[]): Promise<void> {
  const call = await otherClient(vsphere);
  const manager = { type: 'CustomFieldsManager', value: 'CustomFieldsManager' };
  const made = await call('AddCustomFieldDef', manager, `<name>${name}</name><moType>VirtualMachine</moType>`);
  const key = /<key>(\d+)<\/key>/.exec(made)?.[1] ?? '';
  for (const machine of machines) await call('SetField', manager, `<entity type="VirtualMachine">${machine}</entity><key>${key}</key><value>${value}</value>`);
}

/** The reference (`vm-42`) of a machine by its path in the inventory. */
export async function referenceOf(vsphere: Vsphere, path: string): Promise<string> {
  const call = await otherClient(vsphere);
  const found = await call('FindByInventoryPath', { type: 'SearchIndex', value: 'SearchIndex' }, `<inventoryPath>${path}</inventoryPath>`);
  const reference = /<returnval[^>]*>([^<]+)<\/returnval>/.exec(found)?.[1];
  if (reference === undefined) throw new Error(`there is no ${path}`);
  return reference;
}
