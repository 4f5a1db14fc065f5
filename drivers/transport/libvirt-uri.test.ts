import { describe, expect, it } from 'vitest';
import { parseConnectUri } from '../core/connect-uri.ts';
import { libvirtTarget } from './libvirt-uri.ts';

const target = (text: string): ReturnType<typeof libvirtTarget> => libvirtTarget(parseConnectUri(text));

describe('libvirtTarget', () => {
  it.each([
    ['qemu:///system', 'unix', 'qemu:///system'],
    ['qemu://host/system', 'tls', 'qemu:///system'],
    ['qemu+ssh://me@host:22/session', 'ssh', 'qemu:///session'],
    ['test+unix:///default', 'unix', 'test:///default'],
    ['test+unix:///default?socket=/tmp/s&mode=legacy', 'unix', 'test:///default'],
    ['xen+tcp://[::1]/?no_verify=1', 'tcp', 'xen:///'],
    ['qemu+tls://h/system?pkipath=/p&a=b%20c&Auth=sasl', 'tls', 'qemu:///system?a=b%20c'],
    ['remote+tcp://h/', 'tcp', ''],
    ['remote:///', 'unix', ''],
    ['qemu+ssh://h/system?name=lxc%3A%2F%2F%2F', 'ssh', 'lxc:///'],
    ['test+unix:///some%20file.xml', 'unix', 'test:///some%20file.xml'],
  ])('%s goes by %s and asks for %s', (text, transport, forwardedName) => {
    expect(target(text)).toMatchObject({ transport, forwardedName });
  });

  it.each([
    ['qemu+carrier://h/', 'invalid argument: remote_open: transport in URL not recognised (should be tls|unix|ssh|ext|tcp|libssh2|libssh)'],
    ['qemu+unix://h/system', "invalid argument: using unix socket and remote server 'h' is not supported."],
    ['qemu:///system?mode=odd', "invalid argument: Unknown remote mode 'odd'"],
    ['qemu+tls://h/system?no_verify=yes', 'invalid argument: Failed to parse value of URI component no_verify'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => target(text)).toThrow(expect.objectContaining({ code: 'invalid-arg', step: 'resolve', message }) as Error);
  });

  it('reads the parameters of the transports', () => {
    const { params } = target('qemu+ssh://h/system?keyfile=/k&netcat=ncat&known_hosts=/kh&known_hosts_verify=auto&sshauth=agent,privkey&no_verify=1&no_tty=1&proxy=netcat');
    expect(params).toMatchObject({
      keyfile: '/k', netcat: 'ncat', knownHosts: '/kh', knownHostsVerify: 'auto', sshauth: ['agent', 'privkey'],
      verify: false, mayAsk: false, proxy: 'netcat', mode: 'auto',
    });
    expect(target('qemu+tls://h/system?no_verify=0').params.verify).toBe(true);
  });
});
