import { describe, expect, it } from 'vitest';
import { domainContext, parseDomainXml, type DomainDef } from '../../conf/domain/domain-def.ts';
import { helperProcesses, type HelperProcess } from './helper-processes.ts';
import { startHelpers, type HelperPort } from './start-helpers.ts';

const places = { socketFolder: '/s', tpmFolder: '/t', logFile: (name: string) => `/l/${name}.log`, asRoot: false };

function machine(devices: string): DomainDef {
  const def = parseDomainXml(`<domain type='kvm'><name>m</name><uuid>00000000-0000-4000-8000-000000000001</uuid><memory>1024</memory><os><type arch='x86_64'>hvm</type></os><devices>${devices}</devices></domain>`, domainContext());
  def.devices.interfaces.forEach((each, index) => { each.alias = `net${index}`; });
  return def;
}

const TPM = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>";
const NET = "<interface type='user'><mac address='52:54:00:00:00:01'/><source dev='eth0'/><ip address='10.1.2.3' family='ipv4' prefix='24'/><portForward proto='tcp' address='127.0.0.1'><range start='2022' end='2024' to='22'/><range start='2023' exclude='yes'/></portForward><portForward proto='udp'/><mtu size='1400'/><backend type='passt'/></interface>";

describe('helper processes', () => {
  it('emulate a TPM that remembers', () => {
    const [tpm] = helperProcesses(machine(TPM), places);
    expect(tpm?.arguments.join(' ')).toBe('socket --ctrl type=unixio,path=/s/swtpm.sock,mode=0600 --tpmstate dir=/t/tpm2,mode=0600 --log file=/l/swtpm.log --terminate --tpm2');
    expect(tpm?.setUp).toMatchObject({ program: 'swtpm_setup', folder: '/t/tpm2', done: '/t/tpm2/tpm2-00.permall' });
  });

  it('connect a user interface by passt, with ports of the host', () => {
    const [passt] = helperProcesses(machine(NET), places);
    expect(passt?.arguments.join(' ')).toBe(
      '--foreground --one-off --socket /s/net0.socket --mac-addr 52:54:00:00:00:01 --mtu 1400 --interface eth0 --address 10.1.2.3 --netmask 24 --tcp-ports 127.0.0.1/2022-2024:22-24,~2023 --udp-ports all',
    );
  });

  it('are not there for machines that need none', () => {
    expect(helperProcesses(machine("<interface type='user'/><tpm model='tpm-tis'><backend type='passthrough'/></tpm>"), places)).toEqual([]);
  });
});

/** A host on which programs do as told. */
class FakeHost implements HelperPort {
  readonly started: string[] = [];
  readonly stopped: number[] = [];
  readonly ran: string[] = [];
  readonly files = new Set<string>();
  missing: string | undefined;
  broken: string | undefined;

  readonly findProgram = (name: string) => Promise.resolve(name === this.missing ? undefined : `/bin/${name}`);
  readonly run = (argv: readonly string[]) => {
    this.ran.push(argv[0] ?? '');
    return Promise.resolve({ code: 0, output: '' });
  };

  readonly start = (argv: readonly string[]) => {
    const [program = ''] = argv;
    const socket = argv.join(' ').match(/\/s\/\w+\.sock(et)?/)?.[0];
    if (program !== this.broken && socket !== undefined) this.files.add(socket);
    return Promise.resolve(this.started.push(program));
  };

  readonly isRunning = (pid: number) => Promise.resolve(this.started[pid - 1] !== this.broken);
  readonly stop = (pid: number) => Promise.resolve(void this.stopped.push(pid));
  readonly exists = (path: string) => Promise.resolve(this.files.has(path));
  readonly makePrivateFolder = () => Promise.resolve();
  readonly lastWords = () => Promise.resolve('cannot bind');
}

describe('startHelpers', () => {
  const helpers = (): HelperProcess[] => helperProcesses(machine(TPM + NET), places);

  it('sets a TPM up once, and waits until all listen', async () => {
    const host = new FakeHost();
    await startHelpers(helpers(), host);
    expect(host.ran).toEqual(['/bin/swtpm_setup']);
    expect(host.started).toEqual(['/bin/swtpm', '/bin/passt']);
    host.files.add('/t/tpm2/tpm2-00.permall');
    await startHelpers(helpers(), host);
    expect(host.ran).toHaveLength(1);
  });

  it('says what is to be installed', async () => {
    const host = new FakeHost();
    host.missing = 'swtpm_setup';
    await expect(startHelpers(helpers(), host)).rejects.toThrow("'swtpm_setup' is not installed on the host; the package is usually called swtpm-tools");
  });

  it('leaves none running when one fails, and says its last words', async () => {
    const host = new FakeHost();
    host.broken = '/bin/passt';
    await expect(startHelpers(helpers(), host)).rejects.toThrow("'passt' ended at once: cannot bind");
    expect(host.stopped).toEqual([1, 2]);
  });
});
