/** What a person or a file tells to sign in with. */
export interface SaslCredentials {
  readonly username: string;
  readonly password: string;
  /** Whom to act for; undefined: oneself. */
  readonly authorizeAs?: string;
  /** Chosen where the server offers several. */
  readonly realm?: string;
}

/** Whom we sign in to. */
export interface SaslService {
  /** `libvirt`, `vnc`. */
  readonly service: string;
  readonly host: string;
}

/** Protects what is sent once both sides have signed in. Each piece travels behind its length in four bytes. */
export interface SaslLayer {
  /** How strong it is, in bits of a key (libvirt's SSF); 1 is integrity alone. */
  readonly strengthBits: number;
  /** Longest piece that {@link encode} takes. */
  readonly maxPlainBytes: number;
  /** Longest protected piece that the peer may send. */
  readonly maxSealedBytes: number;
  readonly encode: (plain: Uint8Array) => Uint8Array;
  /** @throws auth-failed when the piece was changed, left out or repeated on its way. */
  readonly decode: (sealed: Uint8Array) => Uint8Array;
}

/** One run of a mechanism on the client's side. An absent answer and an empty one are different things. */
export interface SaslExchange {
  /** What is sent with the name of the mechanism; undefined: the server speaks first. */
  readonly start: () => Promise<Uint8Array | undefined>;
  /** The answer to what the server says. @throws auth-failed when the server does not prove itself. */
  readonly step: (challenge: Uint8Array | undefined) => Promise<Uint8Array | undefined>;
  /** Our side is done: the server has shown what it had to. */
  readonly isComplete: boolean;
  /** Set when {@link isComplete}; undefined: the mechanism protects nothing. */
  readonly layer: SaslLayer | undefined;
}
