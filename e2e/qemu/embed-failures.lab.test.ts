import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../../drivers/api/connection.ts';
import type { DomainRef } from '../../drivers/api/refs.ts';
import { EmbedLayout } from '../../drivers/qemu/embed/embed-layout.ts';
import { EmbedState } from '../../drivers/qemu/embed/embed-state.ts';
import { Emulators } from '../../drivers/qemu/embed/emulators.ts';
import { surroundingsHere } from '../../drivers/transport/exec/surroundings.ts';
import { checkLab, waitFor } from '../lab/index.ts';
import { call, makeEmbedRoot, recordEvents, type EmbedRoot } from './embed-host.ts';

const check = checkLab(['bareQemu']);

describe.skipIf(check.skip)(check.title('QEMU without a daemon: what goes wrong'), () => {
  let root: EmbedRoot;
  let connection: Connection;

  beforeAll(async () => {
    root = await makeEmbedRoot();
    connection = await root.open();
  });
  afterAll(async () => {
    await connection.close();
    await root.dispose();
  });

  interface Parts {
    readonly machine?: string;
    readonly emulator?: string;
    readonly devices?: string;
  }
  const xmlOf = (name: string, { machine = 'pc', emulator, devices = '' }: Parts): string => `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory>
    <os><type arch='x86_64' machine='${machine}'>hvm</type></os>
    <devices>${emulator === undefined ? '' : `<emulator>${emulator}</emulator>`}${devices}</devices></domain>`;
  /** Defines and starts; nothing of a start that failed may stay behind. */
  const startFails = async (name: string, parts: Parts): Promise<string> => {
    let dom: DomainRef | undefined;
    try {
      dom = await call(connection, 'domain', 'defineXML')(xmlOf(name, parts));
      await call(connection, 'domain', 'create')(dom);
    } catch (error) {
      if (dom !== undefined) {
        expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('shutoff');
        const { uuid } = dom;
        expect(readdirSync(`${root.folder}/run`).filter((file) => file.includes(uuid))).toEqual([]);
        await call(connection, 'domain', 'undefine')(dom);
      }
      return String(error);
    }
    throw new Error('it started');
  };

  const pidOf = ({ name, uuid }: DomainRef): number => Number(execFileSync('pgrep', ['-f', `guest=${name}.*${uuid}|${uuid}.*guest=${name}`], { encoding: 'utf8' }).trim().split('\n')[0]);

  it('a machine type that QEMU does not have', async () => {
    expect(await startFails('type', { machine: 'pc-i440fx-99.0' })).toContain('does not support machine type');
  });

  it('an image that is not there', async () => {
    expect(await startFails('image', { devices: `<disk type='file'><driver name='qemu' type='qcow2'/><source file='${root.folder}/none.qcow2'/><target dev='vda' bus='virtio'/></disk>` })).toMatch(/Cannot access storage file .*none\.qcow2/);
  });

  it('an image that is none', async () => {
    writeFileSync(`${root.folder}/bad.qcow2`, 'no image at all');
    expect(await startFails('bad', { devices: `<disk type='file'><driver name='qemu' type='qcow2'/><source file='${root.folder}/bad.qcow2'/><target dev='vda' bus='virtio'/></disk>` })).toMatch(/not in qcow2 format/i);
  });

  it('a port that is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    try {
      expect(await startFails('port', { devices: `<graphics type='vnc' port='${String(port)}' listen='127.0.0.1'/>` })).toMatch(/in use/i);
    } finally {
      taken.close();
    }
  });

  it('an emulator that talks nonsense, or nothing', async () => {
    const emulators = [
      ['noise', 'head -c 4096 /dev/urandom; echo; sleep 1; exit 1', 'what it wrote is no text'],
      ['ends', 'echo sorry >&2; exit 1', 'sorry'],
      ['json', 'echo "{\\"QMP\\": 7}"; echo "[1,2"; sleep 1', '[1,2'],
    ] as const;
    for (const [name, line, said] of emulators) {
      const emulator = `${root.folder}/emulator-${name}`;
      writeFileSync(emulator, `#!/bin/sh\n${line}\n`);
      chmodSync(emulator, 0o755);
      const error = await startFails(name, { emulator });
      expect(error).toContain('process exited while connecting to monitor');
      expect(error).toContain(said);
    }
  });

  it('a QEMU that is killed: the machine is off, and can be started again', async () => {
    const disk = `${root.folder}/killed.qcow2`;
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '8M']);
    const dom = await call(connection, 'domain', 'defineXML')(xmlOf('killed', { devices: `<disk type='file'><driver name='qemu' type='qcow2'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>` }));
    for (let times = 0; times < 2; times += 1) {
      await call(connection, 'domain', 'create')(dom);
      process.kill(pidOf(dom), 'SIGKILL');
      await waitFor('the end', async () => ((await call(connection, 'domain', 'getState')(dom)).state === 'shutoff' ? true : undefined), 10_000, 50);
    }
    expect(await call(connection, 'domain', 'getState')(dom)).toEqual({ state: 'shutoff', reason: 3 });
    await call(connection, 'domain', 'undefine')(dom);
  });

  it('a status that cannot be read: the other machines are there, and this one is not started twice', async () => {
    const dom = await call(connection, 'domain', 'defineXML')(xmlOf('unread', {}));
    await call(connection, 'domain', 'create')(dom);
    await connection.close();
    const file = `${root.folder}/run/${dom.uuid}.xml`;
    const status = readFileSync(file);
    writeFileSync(file, '<machine version="of tomorrow"/>');
    connection = await root.open();
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('shutoff');
    await expect(call(connection, 'domain', 'create')(dom)).rejects.toThrow(/'unread' runs already as process \d+, and its status cannot be read/);
    writeFileSync(file, status);
    await waitFor('the machine', async () => ((await call(connection, 'domain', 'getState')(dom)).state === 'running' ? true : undefined), 10_000, 50);
    await call(connection, 'domain', 'destroy')(dom);
    writeFileSync(file, 'damaged');
    await call(connection, 'domain', 'create')(dom);
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('running');
    await call(connection, 'domain', 'destroy')(dom);
    await call(connection, 'domain', 'undefine')(dom);
  });

  it('a QEMU that ends while it is taken up: the others are there', async () => {
    const [dom, other] = await Promise.all(['ends', 'stays'].map((name) => call(connection, 'domain', 'defineXML')(xmlOf(name, {})))) as [DomainRef, DomainRef];
    for (const each of [dom, other]) await call(connection, 'domain', 'create')(each);
    const pid = pidOf(dom);
    await connection.close();
    process.kill(pid, 'SIGSTOP'); // it takes whoever comes, and never greets
    const opening = root.open();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    process.kill(pid, 'SIGKILL');
    connection = await opening;
    expect((await call(connection, 'domain', 'getState')(dom)).state).toBe('shutoff');
    expect((await call(connection, 'domain', 'getState')(other)).state).toBe('running');
    await call(connection, 'domain', 'destroy')(other);
    for (const each of [dom, other]) await call(connection, 'domain', 'undefine')(each);
  }, 30_000);

  it('a start that is read of late: it stands by then, and is not taken for one that was broken off', async () => {
    const dom = await call(connection, 'domain', 'defineXML')(xmlOf('late', {}));
    await call(connection, 'domain', 'create')(dom);
    const layout = EmbedLayout.of(root.folder, { home: root.folder, dataHome: undefined, runtimeDir: process.env['XDG_RUNTIME_DIR'], uid: process.getuid?.() ?? 0 });
    const file = layout.statusFile(dom.uuid);
    const asItStarted = Buffer.from(readFileSync(file, 'utf8').replace(/\n {2}<sockets [^>]*>/, `$&\n  <starter host='elsewhere' boot='1' pid='1' start='1'/>`));
    expect(asItStarted.toString()).toContain('<starter');
    const here = surroundingsHere();
    const read = vi.fn(async (paths: readonly string[]) => {
      const isFirst = paths.includes(file) && !read.mock.calls.slice(0, -1).some(([others]) => others.includes(file));
      return (await here.files.read(paths)).map((bytes, at) => (isFirst && paths[at] === file ? asItStarted : bytes));
    });
    const files = new Proxy(here.files, {
      get(target, name) {
        const own: unknown = Reflect.get(target, name);
        return name === 'read' ? read : typeof own === 'function' ? (own.bind(target) as unknown) : own;
      },
    });
    const surroundings = { ...here, files };
    const late = await EmbedState.open(surroundings, layout, new Emulators(surroundings, layout));
    try {
      await waitFor('the machine', async () => ((await late.machines()).find(({ uuid }) => uuid === dom.uuid)?.run?.state === 'running' ? true : undefined), 30_000, 50);
      expect(await call(connection, 'domain', 'getState')(dom)).toEqual({ state: 'running', reason: 1 });
    } finally {
      late.dispose();
    }
    await call(connection, 'domain', 'destroy')(dom);
    await call(connection, 'domain', 'undefine')(dom);
  }, 60_000);

  it('a root that is read while machines are defined and forgotten: what was done is seen at once', async () => {
    const events = await recordEvents(connection);
    const noise = setInterval(() => { writeFileSync(`${root.folder}/machines/noise.tmp`, String(Math.random())); }, 1);
    const names = async (): Promise<readonly string[]> => (await call(connection, 'connect', 'listAllDomains')()).map(({ name }) => name);
    try {
      for (let count = 0; count < 60; count++) {
        const name = `seen-${count}`;
        const dom = await call(connection, 'domain', 'defineXML')(xmlOf(name, {}));
        expect(await names()).toContain(name);
        await call(connection, 'domain', 'setAutostart')(dom, true);
        expect(await call(connection, 'domain', 'getAutostart')(dom)).toBe(true);
        await call(connection, 'domain', 'undefine')(dom);
        expect(await names()).not.toContain(name);
      }
    } finally {
      clearInterval(noise);
    }
    await waitFor('the last event', () => (events.length >= 120 ? true : undefined), 30_000, 20);
    expect(events).toHaveLength(120);
  }, 60_000);
});
