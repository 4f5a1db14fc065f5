import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ApplyMode, DocumentPart, MachineDocuments } from '../../../main/contract/documents.ts';
import type { VireoClient } from '../../../main/contract/contract.ts';
import type { MachineKey } from '../../../main/contract/ids.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Segments } from '../../kit/field.tsx';
import { LineDiff } from '../../kit/line-diff.tsx';
import { useApp } from '../../state/app-context.tsx';
import type { WhichXml, XmlDraft, XmlSession } from '../../state/xml-session.ts';
import { describeError } from '../tasks/describe-error.ts';
import { partWords } from './part-words.ts';
import './review.css';

/** A change as it would be applied. */
interface Proposal {
  readonly base: string;
  readonly wanted: string;
  /** The host was changed meanwhile; where both touched the same, in these parts. */
  readonly joined: boolean;
  readonly clash: readonly DocumentPart[];
  /** Parts that wait for the next start; undefined: it does not run. */
  readonly restart: readonly DocumentPart[] | undefined;
}

type Prefer = 'mine' | 'theirs';

/** Compares a draft with what the host has now. Undefined: the host has nothing like it any more. */
async function propose(client: VireoClient, host: MachineDocuments, { which, draft, prefer }: { readonly which: WhichXml; readonly draft: XmlDraft; readonly prefer: Prefer }): Promise<Proposal | undefined> {
  const theirs = host[which];
  if (theirs === undefined) return undefined;
  const { base, text: mine } = draft;
  const joined = theirs !== base;
  let wanted = mine;
  let clash: readonly DocumentPart[] = [];
  if (joined) {
    const tried = await client.documents.join({ base, mine, theirs });
    if ('parts' in tried) clash = tried.parts;
    const result = 'parts' in tried ? await client.documents.join({ base, mine, theirs, prefer }) : tried;
    if ('xml' in result) wanted = result.xml;
  }
  const { restart } = host.live === undefined ? { restart: undefined } : await client.documents.preview({ base: theirs, wanted });
  return { base: theirs, wanted, joined, clash, restart };
}

/** Where the review stands. */
interface Review {
  readonly proposal: Proposal | undefined;
  readonly text: string | undefined;
  /** The host's schema refused it with these words. */
  readonly invalid: string | undefined;
  readonly busy: boolean;
}

const BEGIN: Review = { proposal: undefined, text: undefined, invalid: undefined, busy: false };

function useReview(machine: MachineKey, session: XmlSession): { readonly review: Review; readonly prefer: Prefer; readonly setPrefer: (prefer: Prefer) => void; readonly apply: (mode: ApplyMode, validate: boolean) => void } {
  const { client, ui } = useApp();
  const tr = useI18n();
  const [prefer, setPrefer] = useState<Prefer>('mine');
  const [turn, setTurn] = useState(0);
  const [review, setReview] = useState(BEGIN);
  const words = useRef(tr);
  words.current = tr;
  const key = { connectionId: machine.connectionId, uuid: machine.uuid };
  const say = (error: unknown): void => {
    setReview((before) => ({ ...before, text: describeError(words.current, error).text, busy: false }));
  };
  useEffect(() => {
    let dropped = false;
    const { which, draft } = chosen(session);
    if (draft === undefined) return undefined;
    const load = async (): Promise<void> => {
      const host = await client.documents.read({ connectionId: machine.connectionId, uuid: machine.uuid });
      session.setHost(host);
      const proposal = await propose(client, host, { which, draft, prefer });
      if (!dropped) setReview({ ...BEGIN, proposal, text: proposal === undefined ? words.current.t('review.gone') : undefined });
    };
    load().catch((error: unknown) => {
      if (!dropped) setReview({ ...BEGIN, text: describeError(words.current, error).text });
    });
    return () => {
      dropped = true;
    };
  }, [client, session, machine.connectionId, machine.uuid, prefer, turn]);
  const apply = (mode: ApplyMode, validate: boolean): void => {
    const { proposal } = review;
    if (proposal === undefined || review.busy) return;
    setReview((before) => ({ ...before, busy: true, invalid: undefined, text: undefined }));
    const send = async (): Promise<void> => {
      const result = await client.documents.apply({ machine: key, mode, base: proposal.base, wanted: proposal.wanted, validate });
      if (result.kind === 'conflict' || result.kind === 'needs-restart') setTurn((now) => now + 1);
      else if (result.kind === 'invalid') setReview((before) => ({ ...before, busy: false, invalid: result.error.message }));
      else {
        const { which } = chosen(session);
        session.setHost(await client.documents.read(key));
        session.applied(which, { ...result, merged: result.merged || proposal.joined });
        ui.close();
      }
    };
    send().catch(say);
  };
  return { review, prefer, setPrefer, apply };
}

function chosen(session: XmlSession): { readonly which: WhichXml; readonly draft: XmlDraft | undefined } {
  const { which, host, drafts } = session.store.getState();
  const shown = host !== undefined && host[which] === undefined ? (which === 'live' ? 'stored' : 'live') : which;
  return { which: shown, draft: drafts[shown] };
}

/** What applying would change, where, and when it counts. */
export function ReviewDialog({ machine, session }: { readonly machine: MachineKey; readonly session: XmlSession }): ReactNode {
  const { ui, inventory } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const { review, prefer, setPrefer, apply } = useReview(machine, session);
  const [wish, setWish] = useState<'next-start' | 'both'>('next-start');
  const { which } = chosen(session);
  const { proposal, text, invalid, busy } = review;
  const runs = proposal?.restart !== undefined;
  const mode: ApplyMode = which === 'live' ? 'live' : runs ? wish : 'next-start';
  const cannot = which === 'live' && proposal?.restart !== undefined && proposal.restart.length > 0 ? t('review.cannotNow', { parts: partWords(tr, proposal.restart) }) : undefined;
  const same = proposal !== undefined && proposal.base.trimEnd() === proposal.wanted.trimEnd();
  const reason = proposal === undefined || busy ? (text ?? t('review.loading')) : same ? t('review.same') : cannot;
  const edit = (): void => {
    if (proposal !== undefined) session.rebase(which, { base: proposal.base, text: proposal.wanted.trimEnd() });
    ui.close();
  };
  const go = (validate: boolean): void => {
    if (reason === undefined) apply(mode, validate);
  };
  return (
    <Dialog
      title={t('review.title', { name: inventory.find(machine)?.name ?? machine.uuid })}
      size="large"
      onClose={ui.close}
      onSubmit={() => { go(true); }}
      foot={
        <>
          <span className="grow">{proposal?.joined === true ? <Button variant="ghost" onClick={edit}>{t('review.edit')}</Button> : null}</span>
          <Button variant="ghost" onClick={ui.close}>{t('kit.cancel')}</Button>
          {invalid === undefined ? null : <Button onClick={() => { go(false); }}>{t('review.anyway')}</Button>}
          <Button type="submit" variant="primary" data-autofocus tip={t('review.applyTip')} disabledReason={reason}>{t('review.apply')}</Button>
        </>
      }
    >
      {proposal === undefined ? <p className="dialog__pad dense soft review__words" role="status">{text ?? t('review.loading')}</p> : (
        <div className="dialog__pad review">
          {invalid === undefined && text === undefined ? null : <p className="strip review__words" role="alert">{text ?? `${t('review.invalid')} ${invalid ?? ''}`}</p>}
          {proposal.clash.length > 0 ? (
            <div className="review__line">
              <span>{t('review.clash', { parts: partWords(tr, proposal.clash) })}</span>
              <Segments label={t('review.prefer')} value={prefer} onChange={setPrefer} options={[{ value: 'mine', label: t('review.mine') }, { value: 'theirs', label: t('review.theirs') }]} />
            </div>
          ) : proposal.joined ? <p className="dense">{t('review.joined')}</p> : null}
          {same ? <p className="dense soft">{t('review.same')}</p> : <LineDiff before={proposal.base.trimEnd()} after={proposal.wanted.trimEnd()} label={t('review.diff')} skippedText={(count) => t('review.skipped', { count })} />}
          {which === 'live' ? <p className="dense soft">{cannot ?? t('review.liveOnly')}</p> : !runs ? <p className="dense soft">{t('review.off')}</p> : (
            <div className="review__line">
              <Segments label={t('review.when')} value={wish} onChange={setWish} options={[{ value: 'next-start', label: t('review.nextStart') }, { value: 'both', label: t('review.both') }]} />
              {wish === 'both' && proposal.restart.length > 0 ? <span className="dense soft">{t('review.waits', { parts: partWords(tr, proposal.restart) })}</span> : null}
            </div>
          )}
        </div>
      )}
    </Dialog>
  );
}
