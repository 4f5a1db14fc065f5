import type { CallOptions, TypedParameter } from '../api/records.ts';
import type { VirStream } from '../api/stream.ts';
import type { Procedure } from './protocol/procedure.ts';

/** `VIR_TYPED_PARAM_STRING_OKAY`: the caller understands typed parameters that are texts. */
export const TEXT_PARAMS_OKAY = 4;

/** A call that answers how many parameters there are when asked for none. */
export interface CountedParams {
  readonly params: readonly TypedParameter[];
  readonly nparams: number;
}

/** What a method of a facet needs to do its work: a way to make calls. */
export interface Caller {
  /** One call. */
  readonly call: <A, R>(procedure: Procedure<A, R>, args: A, options?: CallOptions) => Promise<R>;
  /** A call made twice: with room for nothing to learn the number, then for real. */
  readonly countedParams: <A>(
    procedure: Procedure<A, CountedParams>,
    args: (nparams: number) => A,
    options?: CallOptions,
  ) => Promise<readonly TypedParameter[]>;
  /** A call that opens a stream; the stream ends with the call's failure. */
  readonly openStream: <A, R>(
    procedure: Procedure<A, R>,
    args: A,
    options?: CallOptions,
  ) => Promise<{ readonly answer: R; readonly stream: VirStream }>;
}
