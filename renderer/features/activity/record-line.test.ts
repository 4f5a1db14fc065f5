import { describe, expect, it } from 'vitest';
import { contract } from '../../../main/contract/contract.ts';
import { UNRECORDED } from '../../../main/contract/unrecorded.ts';
import { en } from '../../messages/en.ts';

describe('activity', () => {
  it('has a title for every call that is written down', () => {
    const recorded = Object.entries(contract).flatMap(([service, entries]) => Object.entries(entries).filter(([, { kind }]) => kind === 'call').map(([name]) => `${service}.${name}`)).filter((name) => !UNRECORDED.has(name));
    expect(recorded.filter((name) => !Object.hasOwn(en, `activity.command.${name}`))).toEqual([]);
    expect(recorded).toContain('machines.setAutostart');
  });
});
