import type { Exercises } from '../target.ts';

/** One exercise for each method of virtual networks. */
export const networkExercises: Exercises<'network'> = {
  lookupByUUID: async (call, t) => call((await t.network(false)).uuid),
  lookupByName: async (call, t) => call((await t.network(false)).name),
  async createXML(call, t) {
    const net = await call(t.samples.network(t.name()));
    await t.method('network', 'destroy')(net);
  },
  async createXMLFlags(call, t) {
    const net = await call(t.samples.network(t.name()), 0);
    await t.method('network', 'destroy')(net);
  },
  async defineXML(call, t) {
    const net = await call(t.samples.network(t.name()));
    await t.method('network', 'undefine')(net);
  },
  async defineXMLFlags(call, t) {
    const net = await call(t.samples.network(t.name()), 0);
    await t.method('network', 'undefine')(net);
  },
  undefine: async (call, t) => call(await t.network(false)),
  update: async (call, t) => call(await t.network(false), 3, 4, -1, `<host mac='52:54:00:6c:0f:09' ip='192.168.213.5'/>`),
  create: async (call, t) => call(await t.network(false)),
  destroy: async (call, t) => call(await t.network()),
  getXMLDesc: async (call, t) => call(await t.network(false)),
  getBridgeName: async (call, t) => call(await t.network(false)),
  getAutostart: async (call, t) => call(await t.network(false)),
  setAutostart: async (call, t) => call(await t.network(false), true),
  isActive: async (call, t) => call(await t.network(false)),
  isPersistent: async (call, t) => call(await t.network(false)),
  getDHCPLeases: async (call, t) => call(await t.network(), undefined),
  listAllPorts: async (call, t) => call(await t.network()),
};

/** One exercise for each method of network ports. */
export const networkPortExercises: Exercises<'networkPort'> = {
  async lookupByUUID(call, t) {
    const { net, uuid } = await t.networkPort();
    await call(net, uuid);
  },
  createXML: async (call, t) => call(await t.network(), t.samples.networkPort(await t.stopped())),
  getXMLDesc: async (call, t) => call(await t.networkPort()),
  setParameters: async (call, t) => call(await t.networkPort(), [{ field: 'inbound.average', type: 'uint', value: 1000 }]),
  getParameters: async (call, t) => call(await t.networkPort()),
  delete: async (call, t) => call(await t.networkPort()),
};

/** One exercise for each method of network filters. */
export const nwFilterExercises: Exercises<'nwFilter'> = {
  lookupByName: async (call, t) => call((await t.nwFilter()).name),
  lookupByUUID: async (call, t) => call((await t.nwFilter()).uuid),
  async defineXML(call, t) {
    const filter = await call(t.samples.nwFilter(t.name()));
    await t.method('nwFilter', 'undefine')(filter);
  },
  async defineXMLFlags(call, t) {
    const filter = await call(t.samples.nwFilter(t.name()), 0);
    await t.method('nwFilter', 'undefine')(filter);
  },
  undefine: async (call, t) => call(await t.nwFilter()),
  getXMLDesc: async (call, t) => call(await t.nwFilter()),
};

/** One exercise for each method of filter bindings; the port they name does not exist. */
export const nwFilterBindingExercises: Exercises<'nwFilterBinding'> = {
  lookupByPortDev: (call) => call('confport0'),
  async createXML(call, t) {
    const filter = await t.nwFilter();
    await call(t.samples.nwFilterBinding('confport0', filter.name, await t.stopped()));
  },
  delete: async (call, t) => call(await t.nwFilterBinding()),
  getXMLDesc: async (call, t) => call(await t.nwFilterBinding()),
};

/** One exercise for each method of secrets. */
export const secretExercises: Exercises<'secret'> = {
  lookupByUUID: async (call, t) => call((await t.secret()).uuid),
  async lookupByUsage(call, t) {
    const { usageType, usageID } = await t.secret();
    await call(usageType, usageID);
  },
  async defineXML(call, t) {
    const secret = await call(t.samples.secret(`/var/lib/conformance/${t.name()}`));
    await t.method('secret', 'undefine')(secret);
  },
  getXMLDesc: async (call, t) => call(await t.secret()),
  setValue: async (call, t) => call(await t.secret(), Buffer.from('value')),
  async getValue(call, t) {
    const secret = await t.secret();
    await t.method('secret', 'setValue')(secret, Buffer.from('value'));
    await call(secret);
  },
  undefine: async (call, t) => call(await t.secret()),
};
