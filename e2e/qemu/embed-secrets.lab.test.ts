import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import { DomainMigrateFlags as M } from '../../drivers/core/constants.ts';
import { migrateDomain } from '../../drivers/core/migrate-domain.ts';
import { requireMethod } from '../../drivers/core/require-method.ts';
import { typed } from '../../drivers/core/typed-params.ts';
import { checkLab } from '../lab/index.ts';
import { bareMachine } from './embed-victim.ts';
import { call, makeEmbedRoot, type EmbedRoot } from './embed-host.ts';
import { luksImage } from './luks-image.ts';

const check = checkLab(['bareQemu']);
const PASSPHRASE = 'correct-horse-battery';
const UUIDS = ['0f1b6b84-6f5c-4b2e-9a67-0a4f5ef0a001', '0f1b6b84-6f5c-4b2e-9a67-0a4f5ef0a002', '0f1b6b84-6f5c-4b2e-9a67-0a4f5ef0a003'] as const;

describe.skipIf(check.skip)(check.title('QEMU without a daemon: encrypted disks'), () => {
  let root: EmbedRoot;
  let connection: Connection;
  let image: string;

  beforeAll(async () => {
    root = await makeEmbedRoot();
    connection = await root.open();
    image = `${root.folder}/sealed.luks`;
    writeFileSync(`${root.folder}/phrase`, PASSPHRASE);
    luksImage(['create', '-q', '--object', `secret,id=s,file=${root.folder}/phrase`, '-f', 'luks', '-o', 'key-secret=s,iter-time=10', image, '1M']);
    await secret(UUIDS[0], PASSPHRASE);
    await secret(UUIDS[1], 'wrong');
    await secret(UUIDS[2], undefined);
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
  });

  const secret = async (uuid: string, value: string | undefined): Promise<void> => {
    const made = await requireMethod(connection, 'secret', 'defineXML')(`<secret private='yes'><uuid>${uuid}</uuid><usage type='volume'><volume>${root.folder}/${uuid}</volume></usage></secret>`);
    if (value !== undefined) await requireMethod(connection, 'secret', 'setValue')(made, Buffer.from(value));
  };
  const diskXml = (uuid: string, target: string): string =>
    `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${image}'><encryption format='luks'><secret type='passphrase' uuid='${uuid}'/></encryption></source><target dev='${target}' bus='virtio'/></disk>`;
  const argvOf = (uuid: string): string => readFileSync(`/proc/${readFileSync(`${root.folder}/run/${uuid}.xml`, 'utf8').match(/pid='(\d+)'/)?.[1] ?? ''}/cmdline`, 'latin1');

  it('opens one with its secret, which is in no argument', async () => {
    const dom = await call(connection, 'domain', 'defineXML')(bareMachine('sealed', diskXml(UUIDS[0], 'vda')));
    await call(connection, 'domain', 'create')(dom);
    const nodes = await call(connection, 'domainQemu', 'monitorCommand')(dom, '{"execute":"query-named-block-nodes","arguments":{"flat":true}}', 0);
    expect(nodes).toMatch(/"drv": ?"luks"/);
    const argv = argvOf(dom.uuid);
    expect(argv).toContain('"keyid":"masterKey0"');
    for (const form of [PASSPHRASE, Buffer.from(PASSPHRASE).toString('base64')]) expect(argv).not.toContain(form);
    await call(connection, 'domain', 'destroy')(dom);
  });

  it('plugs one in while the machine runs', async () => {
    const dom = await call(connection, 'domain', 'defineXML')(bareMachine('plain').replace('<devices>', '<features><acpi/></features><devices>'));
    await call(connection, 'domain', 'create')(dom);
    await call(connection, 'domain', 'attachDeviceFlags')(dom, diskXml(UUIDS[0], 'vdb'), 1);
    expect(await call(connection, 'domainQemu', 'monitorCommand')(dom, '{"execute":"query-named-block-nodes","arguments":{"flat":true}}', 0)).toMatch(/"drv": ?"luks"/);
    await call(connection, 'domain', 'destroy')(dom);
  });

  it('moves with its contents to a root that has the secret, and only there', async () => {
    const there = await makeEmbedRoot();
    const target = await there.open();
    try {
      const dom = await call(connection, 'domain', 'defineXML')(bareMachine('goes', diskXml(UUIDS[0], 'vda')));
      await call(connection, 'domain', 'create')(dom);
      const copy = `${there.folder}/copy.luks`;
      const xml = (await call(connection, 'domain', 'getXMLDesc')(dom, 8 | 1)).replace(image, copy);
      const move = () => migrateDomain(connection, dom, target, { flags: M.LIVE | M.NON_SHARED_DISK, params: [typed.string('destination_xml', xml)] }).result;
      await expect(move()).rejects.toMatchObject({ code: 'no-secret' });
      expect(existsSync(copy)).toBe(false);
      expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
      const made = await requireMethod(target, 'secret', 'defineXML')(`<secret private='yes'><uuid>${UUIDS[0]}</uuid><usage type='volume'><volume>moved</volume></usage></secret>`);
      await requireMethod(target, 'secret', 'setValue')(made, Buffer.from('another phrase'));
      await move();
      expect((await call(target, 'domain', 'getState')(dom)).state).toBe('running');
      expect(readFileSync(copy).subarray(0, 4).toString('latin1')).toBe('LUKS');
      expect(readdirSync(`${there.folder}/moves`).filter((name) => name.endsWith('.key'))).toEqual([]);
      writeFileSync(`${root.folder}/other`, 'another phrase');
      await call(target, 'domain', 'destroy')(dom);
      const opts = (file: string, phrase: string): string[] => ['--object', `secret,id=${phrase},file=${root.folder}/${phrase}`, `driver=luks,key-secret=${phrase},file.filename=${file}`];
      const [[a = '', b = '', first = ''], [c = '', d = '', second = '']] = [opts(image, 'phrase'), opts(copy, 'other')];
      expect(execFileSync('qemu-img', ['compare', a, b, c, d, '--image-opts', first, second], { encoding: 'utf8' })).toContain('identical');
    } finally {
      await target.close();
      await there.dispose();
    }
  });

  it('says what is wrong with a secret, and leaves nothing', async () => {
    const wrong = await call(connection, 'domain', 'defineXML')(bareMachine('wrong', diskXml(UUIDS[1], 'vda')));
    await expect(call(connection, 'domain', 'create')(wrong)).rejects.toThrow(/Invalid password/);
    const empty = await call(connection, 'domain', 'defineXML')(bareMachine('empty', diskXml(UUIDS[2], 'vda')));
    await expect(call(connection, 'domain', 'create')(empty)).rejects.toThrow(`secret '${UUIDS[2]}' does not have a value`);
    for (const dom of [wrong, empty]) expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('shutoff');
  });
});
