import { Camera, ChevronDown, ClipboardCopy, ClipboardPaste, Disc3, Eye, Keyboard, Scaling, TextCursorInput } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { MachineRow } from '../../../main/contract/inventory.ts';
import { formatPercent } from '../../i18n/format.ts';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { Button } from '../../kit/button.tsx';
import { Icon } from '../../kit/icon.tsx';
import { MenuButton, type MenuEntry } from '../../kit/menu.tsx';
import { Tip } from '../../kit/tip.tsx';
import { showKeys } from '../../kit/shortcut.ts';
import { useApp } from '../../state/app-context.tsx';
import { withinLimit } from './clipboard-guard.ts';
import { COMMON_COMBOS, CONSOLE_COMBOS, SYSTEM_COMBOS, type KeyCombo } from './key-combos.ts';
import { OwnKeysDialog, useOwnKeys } from './own-keys-dialog.tsx';
import { parseCombo } from './parse-combo.ts';
import { savePicture } from './save-file.ts';
import type { VncScaling, VncSession } from './vnc-session.ts';

const SCALINGS: readonly VncScaling[] = ['fit', 'actual', 'device', 'guest'];

/** How the picture fills its place, and how large that makes it. */
export function ScalingMenu({ session, connected, onChoose }: { readonly session: VncSession; readonly connected: boolean; readonly onChoose: (scaling: VncScaling) => void }): ReactNode {
  const tr = useI18n();
  const { scaling, scale, canResizeGuest } = useStore(session.store);
  const entries = SCALINGS.filter((one) => one !== 'device' || one === scaling || window.devicePixelRatio !== 1).map((one): MenuEntry => ({
    kind: 'item',
    id: one,
    label: tr.tKey(`console.scaling.${one}`),
    checked: one === scaling,
    disabledReason: one === 'guest' && connected && !canResizeGuest ? tr.t('console.cannotResize') : undefined,
    onSelect: () => {
      onChoose(one);
    },
  }));
  const words = scaling === 'actual' ? tr.t('console.actual') : scaling === 'device' ? tr.t('console.device') : scaling === 'guest' && canResizeGuest ? tr.t('console.guestSize') : connected ? tr.t('console.fitNow', { scale: formatPercent(tr, scale * 100) }) : tr.t('console.fit');
  return (
    <MenuButton
      align="start"
      entries={entries}
      button={
        <Button small variant="ghost" icon={Scaling} aria-description={tr.t('console.scaling')}>
          {words}
          <Icon of={ChevronDown} size={12} />
        </Button>
      }
    />
  );
}

/** Keys that the system outside would take for itself. */
export function SendKeysMenu({ session, disabledReason }: { readonly session: { readonly press: (combo: KeyCombo) => void }; readonly disabledReason: string | undefined }): ReactNode {
  const { t } = useI18n();
  const [own, setOwn] = useOwnKeys();
  const [changing, setChanging] = useState(false);
  const entry = (combo: KeyCombo): MenuEntry => ({
    kind: 'item',
    id: combo.keys,
    label: showKeys(combo.keys),
    onSelect: () => {
      session.press(combo);
    },
  });
  const entries: readonly MenuEntry[] = [
    ...COMMON_COMBOS.map(entry),
    { kind: 'sub', id: 'consoles', label: t('console.sendKeys.consoles'), entries: CONSOLE_COMBOS.map(entry) },
    { kind: 'separator', id: 's' },
    ...SYSTEM_COMBOS.map(entry),
    { kind: 'separator', id: 'own' },
    ...own.flatMap((keys) => parseCombo(keys) ?? []).map(entry),
    { kind: 'item', id: 'change', label: t('console.ownKeys.change'), onSelect: () => { setChanging(true); } },
  ];
  const button = (
    <Button small variant="ghost" icon={Keyboard} disabledReason={disabledReason}>
      {t('console.sendKeys')}
      <Icon of={ChevronDown} size={12} />
    </Button>
  );
  return (
    <>
      {disabledReason === undefined ? <MenuButton align="start" entries={entries} button={button} /> : button}
      {changing ? <OwnKeysDialog combos={own} onChange={setOwn} onClose={() => { setChanging(false); }} /> : null}
    </>
  );
}

/** Opens the dialog that types a text. */
export function TypeTextButton({ disabledReason, onOpen }: { readonly disabledReason: string | undefined; readonly onOpen: () => void }): ReactNode {
  const { t } = useI18n();
  return (
    <Button small variant="ghost" icon={TextCursorInput} disabledReason={disabledReason} onClick={onOpen}>
      {t('console.typeText')}
    </Button>
  );
}

/** What is in the machine's first CD drive, and the way to change it. Machines without a drive have none. */
export function CdButton({ row, active }: { readonly row: MachineRow; readonly active: boolean }): ReactNode {
  const { client, ui } = useApp();
  const { t, tKey } = useI18n();
  const dialogOpen = useStore(ui.store, (state) => state.dialog !== undefined);
  const [drive, setDrive] = useState<{ readonly target: string; readonly image: string | undefined } | undefined>();
  const { connectionId, uuid } = row;
  useEffect(() => {
    if (!active || dialogOpen) return undefined;
    let gone = false;
    client.machines.facts({ connectionId, uuid }).then(
      ({ disks }) => {
        const cd = disks.find((disk) => disk.device === 'cdrom');
        if (!gone) setDrive(cd === undefined ? undefined : { target: cd.target, image: cd.source?.split('/').at(-1) });
      },
      // The overview tells why facts cannot be read; here they are only a convenience.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [client, connectionId, uuid, active, dialogOpen]);
  if (drive === undefined) return null;
  const { enabled, reason, values } = row.verbs.changeMedia;
  return (
    <>
      <span className="sep" />
      <Button
        small
        variant="ghost"
        icon={Disc3}
        tip={t('console.cdLabel')}
        disabledReason={enabled || reason === undefined ? undefined : tKey(reason, values)}
        onClick={() => {
          ui.open({ kind: 'media', machine: { connectionId, uuid }, target: drive.target });
        }}
      >
        {drive.image === undefined ? t('console.cdEmpty') : t('console.cd', { image: drive.image })}
      </Button>
    </>
  );
}

/** Switch between using a display and only looking at it. */
export function ViewOnlyButton({ session, state: { viewOnly, viewOnlyForced } }: { readonly session: { readonly setViewOnly: (viewOnly: boolean) => void }; readonly state: { readonly viewOnly: boolean; readonly viewOnlyForced: boolean } }): ReactNode {
  const { t } = useI18n();
  return <Button small variant="ghost" icon={Eye} label={t('console.viewOnly')} pressed={viewOnly || viewOnlyForced} disabledReason={viewOnlyForced ? t('console.viewOnlyForced') : undefined} onClick={() => { session.setViewOnly(!viewOnly); }} />;
}

/** Saves what a display shows as a picture. */
export function PictureButton({ session, row, disabledReason, onError }: { readonly session: { readonly picture: () => Promise<Blob | undefined> }; readonly row: MachineRow; readonly disabledReason: string | undefined; readonly onError: (error: unknown) => void }): ReactNode {
  const { t } = useI18n();
  return <Button small variant="ghost" icon={Camera} label={t('console.screenshot')} disabledReason={disabledReason} onClick={() => { savePicture(session, row.name).catch(onError); }} />;
}

/** Look only, paste, picture. */
export function VncEndTools({ session, row, connected, onError }: { readonly session: VncSession; readonly row: MachineRow; readonly connected: boolean; readonly onError: (error: unknown) => void }): ReactNode {
  const { t } = useI18n();
  const state = useStore(session.store);
  const { viewOnlyForced, widthPx, offered, others } = state;
  const noDisplay = connected ? undefined : t('console.notConnected');
  const noKeys = noDisplay ?? (viewOnlyForced ? t('console.viewOnlyForced') : undefined);
  const paste = async (): Promise<void> => {
    let text: string;
    try {
      text = await navigator.clipboard.readText();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      throw new Error(t('console.clipboardRefused'), { cause: error });
    }
    if (withinLimit(text) === undefined) throw new Error(t('console.clipboardTooLong'));
    await session.paste(text);
  };
  return (
    <>
      {others === 0 || !connected ? null : <Tip text={t('console.othersTip')}><span className="tag" tabIndex={0} role="note">{t('console.others', { count: others })}</span></Tip>}
      <ViewOnlyButton session={session} state={state} />
      {offered === undefined ? null : <Button small icon={ClipboardCopy} tip={t('console.offeredTip', { text: offered.slice(0, 80) })} onClick={() => { session.takeOffered().catch(onError); }}>{t('console.offered', { count: offered.length })}</Button>}
      <Button small variant="ghost" icon={ClipboardPaste} label={t('console.paste')} disabledReason={noKeys} onClick={() => { paste().catch(onError); }} />
      <PictureButton session={session} row={row} disabledReason={widthPx === 0 ? t('console.notConnected') : noDisplay} onError={onError} />
    </>
  );
}
