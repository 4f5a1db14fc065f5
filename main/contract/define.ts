import type { z } from 'zod';

/** The part of `AbortSignal` that both sides share. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly addEventListener: (type: 'abort', listener: () => void) => void;
  readonly removeEventListener: (type: 'abort', listener: () => void) => void;
}

/** A request with one answer. */
export interface CallDef<S extends z.ZodType, Out> {
  readonly kind: 'call';
  readonly input: S;
  readonly out?: Out;
}
/** Something that main tells as long as somebody listens. */
export interface EventDef<S extends z.ZodType, Out> {
  readonly kind: 'event';
  readonly input: S;
  readonly out?: Out;
}
/** A two-way stream of bytes with credit; `Hello` comes with its opening. */
export interface StreamDef<S extends z.ZodType, Hello> {
  readonly kind: 'stream';
  readonly input: S;
  readonly out?: Hello;
}

/** Any entry of the contract. */
export type Def = CallDef<z.ZodType, unknown> | EventDef<z.ZodType, unknown> | StreamDef<z.ZodType, unknown>;
/** The contract: services, and in them their entries. */
export type ContractShape = Readonly<Record<string, Readonly<Record<string, Def>>>>;

/** Declares a call: `call<Answer>()(schema of the input)`. */
export const call =
  <Out>() =>
  <S extends z.ZodType>(input: S): CallDef<S, Out> => ({ kind: 'call', input });
/** Declares an event: `event<Payload>()(schema of what is subscribed to)`. */
export const event =
  <Out>() =>
  <S extends z.ZodType>(input: S): EventDef<S, Out> => ({ kind: 'event', input });
/** Declares a stream: `stream<Hello>()(schema of what is opened)`. */
export const stream =
  <Hello>() =>
  <S extends z.ZodType>(input: S): StreamDef<S, Hello> => ({ kind: 'stream', input });

/** The page's end of a stream. */
export interface ClientStream<Hello> {
  /** What main said when it opened. */
  readonly hello: Hello;
  /** The next piece, `undefined` at the regular end; rejects with the stream's error. Taking a piece returns its credit. */
  readonly recv: () => Promise<Uint8Array | undefined>;
  /** Sends a piece; resolves when the other side has room for more. */
  readonly send: (data: Uint8Array) => Promise<void>;
  readonly close: () => void;
}

/** Main's end of a stream. */
export interface ServerStream {
  readonly recv: () => Promise<Uint8Array | undefined>;
  /** Sends a piece; resolves when the page has consumed enough for more. */
  readonly send: (data: Uint8Array) => Promise<void>;
  /** Ends regularly after all that was sent. */
  readonly end: () => Promise<void>;
  /** The page, or the connection to it, has gone. */
  readonly signal: CancelSignal;
}

/** Stops listening. */
export interface Subscription {
  readonly dispose: () => void;
}

/** What a handler knows of its caller. */
export interface CallContext {
  readonly signal: CancelSignal;
  /** One id for each window or page that is connected. */
  readonly clientId: string;
}

type ClientEntry<D> =
  D extends CallDef<infer S, infer Out>
    ? (input: z.input<S>, options?: { readonly signal?: CancelSignal }) => Promise<Out>
    : D extends EventDef<infer S, infer Out>
      ? (input: z.input<S>, listener: (value: Out) => void, onEnd?: (error: unknown) => void) => Subscription
      : D extends StreamDef<infer S, infer Hello>
        ? (input: z.input<S>, options?: { readonly signal?: CancelSignal }) => Promise<ClientStream<Hello>>
        : never;

type HandlerEntry<D> =
  D extends CallDef<infer S, infer Out>
    ? (input: z.output<S>, context: CallContext) => Promise<Out> | Out
    : D extends EventDef<infer S, infer Out>
      ? (input: z.output<S>, emit: (value: Out) => void, context: CallContext) => Subscription | Promise<Subscription>
      : D extends StreamDef<infer S, infer Hello>
        ? (
            input: z.output<S>,
            accept: (hello: Hello) => ServerStream,
            context: CallContext,
          ) => Promise<void>
        : never;

/** The page's view of a contract: a function for each entry. */
export type Client<C extends ContractShape> = {
  readonly [G in keyof C]: { readonly [M in keyof C[G]]: ClientEntry<C[G][M]> };
};
/** Main's side of one service of a contract. */
export type ServiceHandlers<C extends ContractShape, G extends keyof C> = {
  readonly [M in keyof C[G]]: HandlerEntry<C[G][M]>;
};
/** Main's side of the whole contract. */
export type Handlers<C extends ContractShape> = { readonly [G in keyof C]: ServiceHandlers<C, G> };
