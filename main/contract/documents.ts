import { z } from 'zod';
import type { VirErrorInfo } from '../../drivers/api/errors.ts';
import { call } from './define.ts';
import { machineKey } from './ids.ts';
import type { MessageKey } from './message-keys.ts';

/** Longest document that is taken, in UTF-16 units. */
const MOST_XML = 4 * 1024 * 1024;

/** Where a change goes: what is stored for the next start, what runs now, or both. */
export const applyMode = z.enum(['next-start', 'live', 'both']);
/** Where a change goes. */
export type ApplyMode = z.infer<typeof applyMode>;

/** A machine's documents as they are edited: without secrets. */
export interface MachineDocuments {
  /** For the next start; undefined: nothing is stored. */
  readonly stored: string | undefined;
  /** What runs; undefined: it is off. */
  readonly live: string | undefined;
  /** Why nothing can be changed in each way; undefined: it can. */
  readonly refused: { readonly [Mode in ApplyMode]: MessageKey | undefined };
}

/** An element or attribute (`devices/disk@foo`) of a document. */
export interface DocumentPart {
  readonly path: string;
  /** Line in the wanted document, from 1; 0: not there. */
  readonly line: number;
}

/** A part that was wanted and that the host did not keep. */
export interface DroppedPart extends DocumentPart {
  /** Its own text. */
  readonly xml: string;
}

/** What came of one change to a machine that runs. `asked`: the guest has to let go first. */
export interface LiveOutcome extends DocumentPart {
  readonly kind: 'attach' | 'detach' | 'update' | 'vcpus' | 'memory' | 'metadata';
  readonly outcome: 'done' | 'asked' | 'failed';
  readonly error: VirErrorInfo | undefined;
}

/** What came of applying a document. */
export type ApplyResult =
  | {
      readonly kind: 'applied';
      /** Changes that somebody else made meanwhile were joined with these. */
      readonly merged: boolean;
      readonly dropped: readonly DroppedPart[];
      readonly live: readonly LiveOutcome[];
      /** Parts that what runs now cannot take: they count from the next start. */
      readonly restart: readonly DocumentPart[];
    }
  /** Changed meanwhile in the same parts; nothing was done. To insist, apply again with `theirs` as the base. */
  | { readonly kind: 'conflict'; readonly theirs: string; readonly parts: readonly DocumentPart[] }
  /** The host's schema does not know it; nothing was done. Apply with `validate: false` to insist. */
  | { readonly kind: 'invalid'; readonly error: VirErrorInfo }
  /** Wanted live only, and these parts cannot be; nothing was done. */
  | { readonly kind: 'needs-restart'; readonly parts: readonly DocumentPart[] };

const xml = z.string().min(1).max(MOST_XML);

/** A change of a document. */
export const applyWish = z.strictObject({
  machine: machineKey,
  mode: applyMode,
  /** What the change started from: the live document for `live`, the stored one otherwise. */
  base: xml,
  wanted: xml,
  /** Let the host judge by its schema first, where it can. */
  validate: z.boolean().default(true),
});
/** A change of a document. */
export type ApplyWish = z.input<typeof applyWish>;

/** A joined document, or the parts that both changes touch. */
export type JoinResult = { readonly xml: string } | { readonly parts: readonly DocumentPart[] };

/** Something that may stand somewhere, with a line of help. */
export interface HelpEntry {
  readonly name: string;
  readonly help: string;
  /** What it may say, where it is one of a few words. */
  readonly words: readonly string[];
  readonly required: boolean;
}

/** What may stand in an element. */
export interface ElementHelpFacts {
  readonly help: string;
  /** What its text may be, where it is one of a few words. */
  readonly words: readonly string[];
  readonly children: readonly HelpEntry[];
  readonly attributes: readonly HelpEntry[];
}

/** Something wrong with a document. */
export interface DocumentProblem {
  /** From 1. */
  readonly line: number;
  /** `xml`: no document at all. `schema`: libvirt's schema. `unknown`: a name that means nothing where it stands; the host would leave it out. */
  readonly source: 'xml' | 'schema' | 'unknown';
  /** The judge's words; of `unknown` the name. */
  readonly text: string;
}

/** A judgement of a document. */
export interface DocumentCheck {
  readonly problems: readonly DocumentProblem[];
  /** Whether libvirt's schema was here to be asked. */
  readonly schema: boolean;
}

/** Documents of machines, edited as text. */
export const documents = {
  read: call<MachineDocuments>()(machineKey),
  apply: call<ApplyResult>()(applyWish),
  /** Joins two changes of one document. Where both touch the same, `prefer` decides; without it those parts are the answer. */
  join: call<JoinResult>()(z.strictObject({ base: xml, mine: xml, theirs: xml, prefer: z.enum(['mine', 'theirs']).optional() })),
  /** What may stand in the element at a path below the root; undefined: there is no such element. */
  help: call<ElementHelpFacts | undefined>()(z.strictObject({ path: z.array(z.string().max(200)).max(64) })),
  /** Judges a document while it is written. */
  check: call<DocumentCheck>()(z.strictObject({ xml: z.string().max(MOST_XML) })),
  /** What would be done to what runs, and which parts would wait for the next start. */
  preview: call<{ readonly live: readonly DocumentPart[]; readonly restart: readonly DocumentPart[] }>()(z.strictObject({ base: xml, wanted: xml })),
} as const;
