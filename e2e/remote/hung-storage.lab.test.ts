import { describe, expect, it } from 'vitest';
import { checkLab, defineLabDomain, startHungStorage, startLab, uniqueName } from '../lab/index.ts';
import { methodOf, openRemote } from './call.ts';

const check = checkLab(['privateLibvirtd', 'guest']);

describe.skipIf(check.skip)(check.title('a pool on a dead mount'), () => {
  it('holds up nothing but itself', async () => {
    const hung = await startHungStorage();
    const lab = await startLab({ need: ['privateLibvirtd', 'guest'] });
    const connection = await openRemote(lab.privateLibvirtd.uri);
    const machine = await defineLabDomain(lab.privateLibvirtd, lab.guest, { name: uniqueName('hung'), network: 'none', graphics: { type: 'none' } });
    try {
      await machine.start();
      const dom = await methodOf(connection, 'domain', 'lookupByName')(machine.name);
      const pool = await methodOf(connection, 'storagePool', 'createXML')(`<pool type='dir'><name>hung</name><target><path>${hung.dir}</path></target></pool>`, 0);
      await hung.freeze();
      let answered = 0;
      const calls = ['a', 'b', 'c'].map(async (name) => {
        await methodOf(connection, 'storageVol', 'createXML')(pool, `<volume><name>${name}</name><capacity>4096</capacity></volume>`, 0);
        answered++;
      });
      const over = Promise.all(calls);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const startMs = performance.now();
      await methodOf(connection, 'domain', 'destroy')(dom);
      expect((await methodOf(connection, 'domain', 'getState')(dom, 0)).state).toBe('shutoff');
      expect((await methodOf(connection, 'connect', 'listAllDomains')(0)).length).toBeGreaterThan(0);
      console.log(`forced off, read and listed in ${Math.round(performance.now() - startMs)} ms beside ${calls.length} hung calls`);
      expect(answered).toBe(0);
      await hung.thaw();
      await over;
      expect(answered).toBe(3);
      await methodOf(connection, 'storagePool', 'destroy')(pool);
    } finally {
      await hung.thaw();
      await machine.dispose();
      await connection.close();
      await lab.dispose();
      await hung.dispose();
    }
  });
});
