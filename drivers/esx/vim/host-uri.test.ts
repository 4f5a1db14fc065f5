import { describe, expect, it } from 'vitest';
import { parseConnectUri } from '../../core/connect-uri.ts';
import { parseHostUri } from './host-uri.ts';

const parse = (text: string, env: NodeJS.ProcessEnv = {}) => parseHostUri(parseConnectUri(text), env);

describe('parseHostUri', () => {
  it('knows what libvirt knows', () => {
    expect(parse('vpx://admin@vc:8443/F/DC/C/H?no_verify=1&auto_answer=1&transport=http&vcenter=*&other=x')).toEqual({
      product: 'vpx', user: 'admin', host: 'vc', port: 8443, transport: 'http', verify: false, autoAnswer: true, vcenter: { host: '*', port: 80 }, proxy: undefined, path: ['F', 'DC', 'C', 'H'],
    });
    expect(parse('esx://h/')).toMatchObject({ product: 'esx', user: undefined, port: 443, transport: 'https', verify: true, autoAnswer: false, path: [] });
  });

  it.each([
    ['proxy=p', { kind: 'http', host: 'p', port: 1080 }],
    ['proxy=socks://p:99', { kind: 'socks5', host: 'p', port: 99 }],
    ['proxy=socks4a://[::1]:7', { kind: 'socks4a', host: '::1', port: 7 }],
  ])('%s', (query, proxy) => {
    expect(parse(`esx://h/?${query}`).proxy).toEqual(proxy);
  });

  it.each([
    ['vcenter=vc', { host: 'vc', port: 443 }],
    ['vcenter=vc:8443', { host: 'vc', port: 8443 }],
    ['vcenter=*:8443', { host: '*', port: 8443 }],
    ['vcenter=fd00::7', { host: 'fd00::7', port: 443 }],
    ['vcenter=[fd00::7]:8443', { host: 'fd00::7', port: 8443 }],
  ])('%s', (query, vcenter) => {
    expect(parse(`esx://h:9443/?${query}`).vcenter).toEqual(vcenter);
  });

  it.each([
    ['transport=ftp', "Query parameter 'transport' has unexpected value 'ftp' (should be http|https)"],
    ['no_verify=2', "Query parameter 'no_verify' has unexpected value '2' (should be 0 or 1)"],
    ['proxy=gopher://x', "Query parameter 'proxy' contains unexpected type 'gopher' (should be (http|socks(|4|4a|5))"],
    ['proxy=http://:1', "Query parameter 'proxy' doesn't contain a hostname"],
    ['vcenter=', "Query parameter 'vcenter' doesn't contain a hostname"],
    ['vcenter=vc:https', "Query parameter 'vcenter' has unexpected port value 'https' (should be [1..65535])"],
    ['proxy=x:99999', "Query parameter 'proxy' has unexpected port value '99999' (should be [1..65535])"],
  ])('refuses %s', (query, message) => {
    expect(() => parse(`esx://h/?${query}`)).toThrow(message);
  });

  it('follows the environment, except for hosts that it excepts', () => {
    const env = { https_proxy: 'http://user:secret@p:3128/', no_proxy: 'inside.example' };
    expect(parse('esx://h/', env).proxy).toEqual({ kind: 'http', host: 'p', port: 3128 });
    expect(parse('esx://a.inside.example/', env).proxy).toBeUndefined();
    expect(parse('esx://127.0.0.1/', env).proxy).toBeUndefined();
    expect(parse('esx://h/', { https_proxy: 'pac+what://x' }).proxy).toBeUndefined();
  });
});
