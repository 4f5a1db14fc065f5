import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApplyResult, MachineDocuments } from '../../main/contract/documents.ts';

/** Which of a machine's documents. */
export type WhichXml = 'live' | 'stored';

/** A document that was edited, and what the edit began with. */
export interface XmlDraft {
  readonly base: string;
  readonly text: string;
}

/** What came of the last change, to be read. */
export type XmlOutcome = Extract<ApplyResult, { readonly kind: 'applied' }>;

/** The editing of one machine's documents. */
export interface XmlSessionState {
  readonly which: WhichXml;
  /** As the host had them last. */
  readonly host: MachineDocuments | undefined;
  readonly drafts: { readonly [Which in WhichXml]?: XmlDraft };
  readonly outcome: XmlOutcome | undefined;
}

/** The editing of one machine's documents: shared by its page and the review of changes. */
export interface XmlSession {
  readonly store: StoreApi<XmlSessionState>;
  readonly choose: (which: WhichXml) => void;
  readonly setHost: (host: MachineDocuments) => void;
  readonly edit: (which: WhichXml, text: string) => void;
  /** Puts a draft that stands on another base in place of the one there is. */
  readonly rebase: (which: WhichXml, draft: XmlDraft) => void;
  readonly revert: (which: WhichXml) => void;
  readonly applied: (which: WhichXml, outcome: XmlOutcome) => void;
  readonly dismiss: () => void;
}

/** Where the text of a document is compared: the host ends it with a line break, people may not. */
const same = (one: string, other: string): boolean => one.trimEnd() === other.trimEnd();

/** Begins to show, and perhaps to edit, a machine's documents. */
export function createXmlSession(): XmlSession {
  const store = createStore<XmlSessionState>(() => ({ which: 'live', host: undefined, drafts: {}, outcome: undefined }));
  const put = (which: WhichXml, draft: XmlDraft | undefined): void => {
    store.setState(({ drafts }) => {
      const other = which === 'live' ? 'stored' : 'live';
      const rest = drafts[other] === undefined ? {} : { [other]: drafts[other] };
      return { drafts: draft === undefined || same(draft.base, draft.text) ? rest : { ...rest, [which]: draft } };
    });
  };
  return {
    store,
    choose: (which) => {
      store.setState({ which });
    },
    setHost: (host) => {
      store.setState({ host });
    },
    edit: (which, text) => {
      const { host, drafts } = store.getState();
      const base = drafts[which]?.base ?? host?.[which];
      if (base !== undefined) put(which, { base, text });
    },
    rebase: put,
    revert: (which) => {
      put(which, undefined);
    },
    applied: (which, outcome) => {
      put(which, undefined);
      store.setState({ outcome });
    },
    dismiss: () => {
      store.setState({ outcome: undefined });
    },
  };
}

/** What is shown of a document: the draft, else the host's. */
export function shownText({ host, drafts }: XmlSessionState, which: WhichXml): string | undefined {
  return drafts[which]?.text ?? host?.[which]?.trimEnd();
}
