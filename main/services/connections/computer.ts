import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir, userInfo } from 'node:os';
import type { WhoAmI } from '../failures/explain-connect.ts';

/** What comes of connecting to a socket: somebody listens, nobody does, or not for this user. */
export type Reach = 'open' | 'dead' | 'denied';

/** What discovery asks of this computer; tests give another one. */
export interface Computer {
  readonly platform: NodeJS.Platform;
  /** Node's word for it: `x64`, `arm64`. */
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  readonly user: string;
  readonly home: string;
  readonly exists: (path: string) => Promise<boolean>;
  /** Whether this user may read and write it. */
  readonly mayUse: (path: string) => Promise<boolean>;
  /** The name of the group that the file belongs to. */
  readonly groupOf: (path: string) => Promise<string | undefined>;
  readonly readText: (path: string) => Promise<string | undefined>;
  /** What comes of connecting to a unix socket. */
  readonly reach: (path: string) => Promise<Reach>;
}

/** The computer that this runs on. */
export function thisComputer(): Computer {
  return {
    platform: process.platform,
    arch: process.arch,
    env: process.env,
    uid: process.getuid?.() ?? 0,
    user: userName(),
    home: homedir(),
    exists: (path) => succeeds(access(path)),
    mayUse: (path) => succeeds(access(path, constants.R_OK | constants.W_OK)),
    groupOf: async (path) => {
      const [facts, groups] = await Promise.all([settle(stat(path)), settle(readFile('/etc/group', 'utf8'))]);
      return facts === undefined || groups === undefined ? undefined : groupName(groups, facts.gid);
    },
    readText: (path) => settle(readFile(path, 'utf8')),
    reach,
  };
}

/** Who sits here, for exact commands in explanations. */
export function whoAmI(): WhoAmI {
  return {
    user: userName(),
    groupOf: (path) => {
      try {
        const name = groupName(readFileSync('/etc/group', 'utf8'), statSync(path).gid);
        return name === 'root' ? undefined : name;
      } catch {
        return undefined; // not to be seen from here: the usual group is named instead
      }
    },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? ''; // an account without an entry in the user database
  }
}

function groupName(groups: string, gid: number): string | undefined {
  return groups
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[2] === String(gid))?.[0];
}

function reach(path: string): Promise<Reach> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: Reach): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(500, () => {
      end('open'); // somebody is there, only slow
    });
    socket.once('connect', () => {
      end('open');
    });
    socket.once('error', (error) => {
      end('code' in error && error.code === 'EACCES' ? 'denied' : 'dead');
    });
  });
}

async function settle<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch {
    return undefined; // what cannot be read is not offered
  }
}

async function succeeds(promise: Promise<unknown>): Promise<boolean> {
  try {
    await promise;
    return true;
  } catch {
    return false;
  }
}
