import { describe, expect, it } from 'vitest';
import type { Connection } from '../api/connection.ts';
import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainRef, Uuid } from '../api/refs.ts';
import { DomainMigrateFlags as Flags } from './constants.ts';
import { Emitter } from './emitter.ts';
import { libvirtError } from './error-text.ts';
import { migrateDomain, migrateDomainToUri } from './migrate-domain.ts';
import { typed } from './typed-params.ts';

const DOM: DomainRef = { name: 'alpha', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' as Uuid, id: 1 };
const ARRIVED: DomainRef = { ...DOM, id: 7 };

/** Two hosts that write down what they are told. */
class FakeHosts {
  readonly said: string[] = [];
  readonly failing = new Map<string, Error>();
  features: readonly string[] = ['migration-params', 'migration-v3', 'migrate-change-protection'];
  state: 'running' | 'paused' = 'running';
  onPerform: () => Promise<void> = () => Promise.resolve();

  readonly source = this.#connection('source', {
    migrateBegin3Params: (_dom, _params, flags) => this.#say(`begin ${flags ?? 0}`, { cookieOut: bytes(1), xml: '<domain/>' }),
    migratePerform3Params: async (_dom, uri, params, cookie) => {
      await this.onPerform();
      return this.#say(`perform ${uri ?? '-'} ${params.map(({ field }) => field).join()} ${cookie.join()}`, bytes(3));
    },
    migrateConfirm3Params: (_dom, _params, cookie, cancelled) => this.#say(`confirm ${cookie.join()} ${String(cancelled)}`, undefined),
    getState: () => Promise.resolve({ state: this.state, reason: 1 }),
    getJobStats: () => Promise.resolve({ type: 2, params: [typed.ullong('data_total', 100n), typed.ullong('data_remaining', 40n)] }),
    abortJob: () => this.#say('abort', undefined),
  });
  readonly dest = this.#connection('dest', {
    migratePrepare3Params: (params, cookie, flags) => this.#say(`prepare ${params.map(({ field }) => field).join()} ${cookie.join()} ${flags ?? 0}`, { cookieOut: bytes(2), uriOut: 'tcp:there:49152' }),
    migrateFinish3Params: (_params, cookie, cancelled) => this.#say(`finish ${cookie.join()} ${String(cancelled)}`, { dom: ARRIVED, cookieOut: bytes(4) }),
  });

  #say<T>(what: string, answer: T): Promise<T> {
    this.said.push(what);
    const failure = this.failing.get(what.split(' ')[0] ?? '');
    return failure === undefined ? Promise.resolve(answer) : Promise.reject(failure);
  }

  #connection(uri: string, domain: Partial<DomainMethods>): Connection {
    return {
      uri, driver: 'fake', readOnly: false, facets: { domain },
      supports: (feature) => Promise.resolve(this.features.includes(feature) ? { supported: true } : { supported: false, reason: 'no' }),
      onDidClose: new Emitter<never>().event, onDidOverflow: new Emitter<never>().event, close: () => Promise.resolve(),
    };
  }
}

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

describe('a migration that we lead', () => {
  it('hands the cookies on and knows where to go', async () => {
    const hosts = new FakeHosts();
    expect(await migrateDomain(hosts.source, DOM, hosts.dest, { flags: Flags.LIVE | Flags.AUTO_CONVERGE }).result).toBe(ARRIVED);
    expect(hosts.said).toEqual([
      'begin 8449', 'prepare destination_xml 1 1', 'perform - destination_xml,migrate_uri 2', 'finish 3 false', 'confirm 4 false',
    ]);
  });

  it('keeps a paused machine paused', async () => {
    const hosts = new FakeHosts();
    hosts.state = 'paused';
    await migrateDomain(hosts.source, DOM, hosts.dest, { flags: Flags.LIVE }).result;
    expect(hosts.said[1]).toBe(`prepare destination_xml 1 ${Flags.LIVE | Flags.PAUSED}`);
  });

  it('lets the source go when the destination refuses', async () => {
    const hosts = new FakeHosts();
    hosts.failing.set('prepare', libvirtError('qemu', 'operation-failed', 'no room'));
    await expect(migrateDomain(hosts.source, DOM, hosts.dest).result).rejects.toMatchObject({ message: 'operation failed: no room' });
    expect(hosts.said.at(-1)).toBe('confirm  true');
  });

  it('throws the half machine away when sending fails, and says the better reason', async () => {
    const hosts = new FakeHosts();
    hosts.failing.set('perform', libvirtError('qemu', 'operation-failed', 'migration failed'));
    hosts.failing.set('finish', libvirtError('qemu', 'internal-error', 'qemu said: no such device'));
    await expect(migrateDomain(hosts.source, DOM, hosts.dest).result).rejects.toMatchObject({ message: 'internal error: qemu said: no such device' });
    expect(hosts.said.slice(-1)).toEqual(['finish 2 true']);
    hosts.failing.set('finish', libvirtError('qemu', 'migrate-finish-ok', 'x'));
    await expect(migrateDomain(hosts.source, DOM, hosts.dest).result).rejects.toMatchObject({ message: 'operation failed: migration failed' });
  });

  it('lets the machine go on at the source when it did not start at the destination', async () => {
    const hosts = new FakeHosts();
    hosts.failing.set('finish', libvirtError('qemu', 'operation-failed', 'died'));
    await expect(migrateDomain(hosts.source, DOM, hosts.dest).result).rejects.toMatchObject({ message: 'operation failed: died' });
    expect(hosts.said.at(-1)).toBe('confirm  true');
  });

  it('is cancelled at the source', async () => {
    const hosts = new FakeHosts();
    hosts.onPerform = async () => {
      await expect.poll(() => hosts.said.includes('abort')).toBe(true);
      throw libvirtError('qemu', 'operation-aborted', 'migration out: canceled by client');
    };
    const job = migrateDomain(hosts.source, DOM, hosts.dest);
    await expect.poll(() => job.progress).toMatchObject({ done: 60, total: 100 });
    job.cancel();
    await expect(job.result).rejects.toMatchObject({ code: 'operation-aborted' });
    expect(hosts.said.at(-1)).toBe('finish 2 true');
  });

  it('is refused where it cannot be', async () => {
    const hosts = new FakeHosts();
    const code = (flags: number): Promise<unknown> => migrateDomain(hosts.source, DOM, hosts.dest, { flags }).result.catch((error: unknown) => (error as { code: string }).code);
    expect(await code(Flags.PEER2PEER)).toBe('invalid-arg');
    expect(await code(Flags.TUNNELLED)).toBe('invalid-arg');
    expect(await code(Flags.NON_SHARED_DISK | Flags.NON_SHARED_INC)).toBe('invalid-arg');
    expect(await code(Flags.OFFLINE)).toBe('argument-unsupported');
    hosts.features = [];
    expect(await code(0)).toBe('argument-unsupported');
    expect(hosts.said).toEqual([]);
  });
});

describe('a migration that the host does itself', () => {
  it('is told the other host, which is another', async () => {
    const hosts = new FakeHosts();
    await migrateDomainToUri(hosts.source, DOM, 'qemu+tls://there/system').result;
    expect(hosts.said).toEqual(['perform qemu+tls://there/system  ']);
    for (const uri of ['qemu:///system', 'qemu+ssh://localhost/system']) {
      await expect(migrateDomainToUri(hosts.source, DOM, uri).result).rejects.toMatchObject({ code: 'invalid-arg' });
    }
  });
});

describe('a migration between hosts of the first protocol', () => {
  it('prepares, performs and finishes, and asks nobody to finish what has failed', async () => {
    const said: string[] = [];
    const host = (uri: string, domain: Partial<DomainMethods>): Connection => ({
      uri, driver: 'fake', readOnly: false, facets: { domain }, supports: (feature) => Promise.resolve(feature === 'migration-v1' ? { supported: true } : { supported: false, reason: 'no' }),
      onDidClose: new Emitter<never>().event, onDidOverflow: new Emitter<never>().event, close: () => Promise.resolve(),
    });
    const failures: Error[] = [];
    const source = host('source', {
      migratePerform: (_dom, cookie, uri) => {
        said.push(`perform ${uri} ${cookie.join()}`);
        const [failure] = failures;
        return failure === undefined ? Promise.resolve() : Promise.reject(failure);
      },
    });
    const dest = host('dest', {
      migratePrepare: (uri, dname) => Promise.resolve({ cookie: bytes(1), uriOut: `there:${uri ?? '-'}:${dname ?? '-'}` }),
      migrateFinish: (name) => {
        said.push(`finish ${name}`);
        return Promise.resolve(ARRIVED);
      },
    });
    expect(await migrateDomain(source, DOM, dest).result).toBe(ARRIVED);
    failures.push(libvirtError('none', 'operation-failed', 'full'));
    await expect(migrateDomain(source, DOM, dest).result).rejects.toMatchObject({ message: expect.stringContaining('full') as string });
    expect(said).toEqual(['perform there:-:- 1', 'finish alpha', 'perform there:-:- 1']);
    await expect(migrateDomain(source, DOM, dest, { params: [typed.string('disks_uri', 'x')] }).result).rejects.toMatchObject({ code: 'argument-unsupported' });
  });
});
