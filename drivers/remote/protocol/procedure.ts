import type { XdrReader } from './xdr-reader.ts';
import type { XdrWriter } from './xdr-writer.ts';

/** One call of a program: how its arguments are written and its answer is read. */
export interface Procedure<A, R> {
  readonly program: number;
  readonly number: number;
  /** As libvirt names it, without its prefix: `DOMAIN_GET_INFO`. */
  readonly name: string;
  /** `high`: the daemon promises that it never waits for the hypervisor's monitor. */
  readonly priority: 'high' | 'low';
  /** What the public API demands; `read` where there is no public function. */
  readonly access: 'read' | 'write';
  /** The call opens a stream on which we read, or write. */
  readonly stream: 'reads' | 'writes' | undefined;
  readonly put: (w: XdrWriter, args: A) => void;
  readonly get: (r: XdrReader) => R;
}

/** The same call from the other side: how a daemon reads the arguments and writes the answer. */
export interface ServedProcedure<A, R> {
  readonly procedure: Procedure<A, R>;
  readonly getArgs: (r: XdrReader) => A;
  readonly putRet: (w: XdrWriter, ret: R) => void;
}

/** A message that a daemon sends without being asked. */
export interface EventMessage<M> {
  readonly program: number;
  readonly number: number;
  readonly name: string;
  readonly get: (r: XdrReader) => M;
  readonly put: (w: XdrWriter, message: M) => void;
}
