import type { Duplex } from 'node:stream';
import type { SFTPWrapper } from 'ssh2';
import type { CloseReason, Disposable, Event } from '../../api/connection.ts';
import type { ByteChannel } from '../byte-channel.ts';
import type { DialBudget } from '../dial-budget.ts';
import type { CommandHost, ProcessChannel } from '../exec/process-channel.ts';
import type { SshSettings } from './ssh-settings.ts';

/** Which program speaks SSH: our own, or the installed OpenSSH client where ours cannot. */
export type SshClientKind = 'built-in' | 'openssh';

/** One SSH connection to a host, whoever speaks: everything that goes there goes through it. */
export interface SshCarrier extends CommandHost, Disposable {
  /** `user@host`, with the port if it is not 22. */
  readonly description: string;
  readonly settings: SshSettings;
  readonly client: SshClientKind;
  /** Why the installed client speaks, in a few words; undefined for our own. */
  readonly clientReason: string | undefined;
  /** The connection has ended, and everything in it; told once. */
  readonly onDidClose: Event<CloseReason>;
  readonly closeReason: CloseReason | undefined;
  /** Reaches a unix socket there. @throws an error that is no VirError where the far side, or this client, does not do that. */
  readonly forwardUnix: (path: string, budget: DialBudget) => Promise<ByteChannel>;
  /** Makes a unix socket there and takes whoever connects to it. Absent where this client does not do that. */
  readonly listenUnix?: (path: string, take: (channel: ByteChannel) => void) => Promise<Disposable>;
  /** Reaches a TCP port from there. */
  readonly forwardTcp: (host: string, port: number, budget: DialBudget) => Promise<ByteChannel>;
  /** As {@link SshCarrier.forwardTcp}, but the bare stream, for a next hop. */
  readonly forwardTcpStream: (host: string, port: number, budget: DialBudget) => Promise<Duplex>;
  /** Runs a command there; at most eight at a time, others wait. */
  readonly spawn: (argv: readonly string[], budget?: DialBudget) => Promise<ProcessChannel>;
  /** The same with a line for whatever shell is there, which is the caller's to quote; `name` is for messages. Absent where nothing but Unix shells is reached. */
  readonly spawnLine?: (line: string, name: string, budget?: DialBudget) => Promise<ProcessChannel>;
  /** Opens the host's file service (SFTP). */
  readonly openSftp?: (budget: DialBudget) => Promise<SFTPWrapper>;
  readonly dispose: () => void;
}
