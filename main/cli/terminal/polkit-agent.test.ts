import { expect, it } from 'vitest';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { retryWithPolkitAgent } from './polkit-agent.ts';

const error = (code: 'auth-unavailable' | 'auth-failed', domain: 'polkit' | 'remote' = 'polkit'): VirError => new VirError({ code, domain, message: code });

/** Fails with these, one after the other, then connects. */
function failing(...errors: readonly VirError[]): { readonly connect: () => Promise<string>; readonly tries: () => number } {
  let tries = 0;
  return {
    tries: () => tries,
    connect: () => {
      const next = errors[tries++];
      return next === undefined ? Promise.resolve('connected') : Promise.reject(next);
    },
  };
}

/** As the command line does it. */
const withPolkitAgent = (connect: () => Promise<string>, start: () => Promise<boolean>): Promise<string> => connect().catch((failure: unknown) => retryWithPolkitAgent(failure, connect, start));

const started = () => Promise.resolve(true);

it('starts an agent only when polkit has none', async () => {
  let agents = 0;
  const start = (): Promise<boolean> => Promise.resolve(++agents > 0);
  expect(await withPolkitAgent(failing().connect, start)).toBe('connected');
  await expect(withPolkitAgent(failing(error('auth-failed')).connect, start)).rejects.toMatchObject({ code: 'auth-failed' });
  await expect(withPolkitAgent(failing(error('auth-unavailable', 'remote')).connect, start)).rejects.toMatchObject({ domain: 'remote' });
  expect(agents).toBe(0);
  expect(await withPolkitAgent(failing(error('auth-unavailable')).connect, start)).toBe('connected');
  expect(agents).toBe(1);
});

it('asks again after wrong passwords, five times in all', async () => {
  expect(await withPolkitAgent(failing(error('auth-unavailable'), error('auth-failed'), error('auth-failed')).connect, started)).toBe('connected');
  const never = failing(error('auth-unavailable'), ...Array.from({ length: 9 }, () => error('auth-failed')));
  await expect(withPolkitAgent(never.connect, started)).rejects.toMatchObject({ code: 'auth-failed' });
  expect(never.tries()).toBe(6);
});

it('gives the first error where no agent can be started', async () => {
  await expect(withPolkitAgent(failing(error('auth-unavailable')).connect, () => Promise.resolve(false))).rejects.toMatchObject({ code: 'auth-unavailable' });
});
