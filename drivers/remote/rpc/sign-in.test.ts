import { describe, expect, it } from 'vitest';
import type { PromptHandler } from '../../api/connection.ts';
import type { Uuid } from '../../api/refs.ts';
import { VirError } from '../../core/vir-error.ts';
import { CredentialSource } from '../../transport/sasl/credential-source.ts';
import { DomainSuspend } from '../protocol/remote.gen.ts';
import * as S from '../protocol/remote-served.gen.ts';
import { FakeDaemon } from '../testing/fake-daemon.ts';
import { RemoteSession } from './remote-session.ts';

const AUTH_SASL = 1;
const nothing = { nil: true, data: new Uint8Array(0) };

/** A daemon that lets `fred` in with `secret` by PLAIN. */
function plainDaemon(mechlist = 'PLAIN'): FakeDaemon {
  return new FakeDaemon({ authTypes: [AUTH_SASL] })
    .on(S.ServedAuthSaslInit, () => ({ mechlist }))
    .on(S.ServedAuthSaslStart, ({ mech, data }) => {
      if (mech === 'PLAIN' && Buffer.from(data).toString() === '\0fred\0secret') return { complete: true, ...nothing };
      throw new VirError({ code: 'auth-failed', domain: 'rpc', message: 'authentication failed: authentication failed' });
    });
}

function asking(...texts: readonly string[]): { readonly prompt: PromptHandler; readonly asked: string[] } {
  const rest = [...texts];
  const asked: string[] = [];
  const prompt: PromptHandler = (question) => {
    asked.push(question.kind);
    const text = rest.shift();
    return Promise.resolve(text === undefined ? undefined : { kind: 'text', text, store: false });
  };
  return { prompt, asked };
}

function open(daemon: FakeDaemon, prompt?: PromptHandler, stored?: Readonly<Record<string, string>>, wanted?: string): Promise<RemoteSession> {
  const file = () => Promise.resolve(stored === undefined ? undefined : new Map(Object.entries(stored)));
  const credentials = new CredentialSource({ target: 'h', user: undefined, prompt, file });
  return RemoteSession.open(daemon.link(), true, {}, { host: 'h', wanted, credentials });
}

describe('signing in with SASL', () => {
  it('asks once, and signs further connections in with the same', async () => {
    const daemon = plainDaemon().on(S.ServedDomainSuspend, () => undefined);
    const { prompt, asked } = asking('fred', 'secret');
    const session = await open(daemon, prompt);
    await session.call(DomainSuspend, { dom: { name: 'a', uuid: '6695eb01-f6a4-8304-79aa-97f2502e193f' as Uuid, id: 1 } });
    expect(session.channels).toBe(2);
    expect(asked).toEqual(['username', 'password']);
    session.dispose();
  });

  it('asks again on the same connection after a wrong password, three times in all', async () => {
    const daemon = plainDaemon();
    const good = asking('fred', 'wrong', 'fred', 'secret');
    (await open(daemon, good.prompt)).dispose();
    expect(daemon.clients).toHaveLength(1);
    const bad = asking('a', 'b', 'c', 'd', 'e', 'f', 'fred', 'secret');
    await expect(open(plainDaemon(), bad.prompt)).rejects.toMatchObject({ code: 'auth-failed', step: 'rpc-auth' });
    expect(bad.asked).toHaveLength(6);
  });

  it('does not ask again for what a file says', async () => {
    (await open(plainDaemon(), undefined, { authname: 'fred', password: 'secret' })).dispose();
    const { prompt, asked } = asking('x', 'y');
    await expect(open(plainDaemon(), prompt, { authname: 'fred', password: 'wrong' })).rejects.toMatchObject({ code: 'auth-failed' });
    expect(asked).toEqual([]);
  });

  it.each([
    ['sasl.NOPE', 'authentication failed: SASL mechanism NOPE not supported by server'],
    ['polkit', 'authentication failed: requested authentication type polkit rejected'],
    ['other', 'authentication failed: unknown authentication type other'],
  ])('refuses auth=%s in the words of libvirt', async (wanted, message) => {
    await expect(open(plainDaemon(), undefined, undefined, wanted)).rejects.toMatchObject({ code: 'auth-failed', step: 'rpc-auth', message });
  });

  it('is cancelled by the person', async () => {
    await expect(open(plainDaemon(), asking().prompt)).rejects.toMatchObject({ code: 'auth-cancelled', step: 'rpc-auth' });
  });
});
