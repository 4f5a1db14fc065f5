import { useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { useI18n } from '../../i18n/i18n-context.tsx';
import { LOCALES } from '../../i18n/translator.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { CheckField, FormRow, Segments, SelectField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';
import { useCall } from '../app/use-call.ts';
import { allowNotices } from '../tasks/use-task-notices.ts';
import { CLIPBOARD_KEY, CLIPBOARD_SHARINGS, isClipboardSharing } from '../console/clipboard-sharing.ts';

const INTERVALS_S = [1, 2, 3, 5, 10, 30] as const;

/** Theme, language, how often figures come, what is asked. A change counts at once. */
export function SettingsDialog(): ReactNode {
  const { ui, settings, client } = useApp();
  const tr = useI18n();
  const { t } = tr;
  const value = useStore(settings.store, (state) => state.value);
  const [refused, setRefused] = useState(false);
  const [clipboard, setClipboard] = useState(() => settings.layout(CLIPBOARD_KEY, isClipboardSharing) ?? 'ask');
  const info = useCall('info', () => client.settings.info({}));
  const locale = LOCALES.find((one) => one === value.locale) ?? 'en';
  const seconds = INTERVALS_S.find((one) => one * 1000 === value.statsIntervalMs) ?? 3;
  return (
    <Dialog
      title={t('settings.title')}
      size="small"
      onClose={ui.close}
      foot={
        <>
          <span className="grow cap">{info.value === undefined ? '' : t('settings.about', { version: info.value.version, host: tr.tKey(`settings.host.${info.value.host}`) })}</span>
          <Button onClick={ui.close}>{t('kit.close')}</Button>
        </>
      }
    >
      <div className="dialog__pad">
        <div className="form__rows">
          <FormRow label={t('settings.theme')}>
            <Segments
              label={t('settings.theme')}
              value={value.theme ?? 'system'}
              onChange={(theme) => { settings.update({ theme }); }}
              options={[
                { value: 'system', label: t('settings.theme.system') },
                { value: 'light', label: t('settings.theme.light') },
                { value: 'dark', label: t('settings.theme.dark') },
              ]}
            />
          </FormRow>
          <FormRow label={t('settings.locale')}>
            <SelectField label={t('settings.locale')} value={locale} onChange={(next) => { settings.update({ locale: next }); }} options={LOCALES.map((one) => ({ value: one, label: tr.tKey(`settings.locale.${one}`) }))} />
          </FormRow>
          <FormRow label={t('settings.interval')} help={t('settings.interval.help')}>
            <SelectField label={t('settings.interval')} value={String(seconds)} onChange={(next) => { settings.update({ statsIntervalMs: Number(next) * 1000 }); }} options={INTERVALS_S.map((one) => ({ value: String(one), label: t('settings.interval.seconds', { count: one }) }))} />
          </FormRow>
          <FormRow label={t('settings.clipboard')}>
            <SelectField label={t('settings.clipboard')} value={clipboard} onChange={(next) => { setClipboard(next); settings.setLayout(CLIPBOARD_KEY, next); }} options={CLIPBOARD_SHARINGS.map((one) => ({ value: one, label: tr.tKey(`settings.clipboard.${one}`) }))} />
          </FormRow>
        </div>
        <CheckField checked={value.confirmForceOff !== false} onChange={(confirmForceOff) => { settings.update({ confirmForceOff }); }}>
          {t('settings.confirmForceOff')}
        </CheckField>
        <CheckField
          checked={value.notifyTasks === true}
          onChange={(notifyTasks) => {
            if (!notifyTasks) settings.update({ notifyTasks });
            else allowNotices().then((allowed) => { settings.update({ notifyTasks: allowed }); setRefused(!allowed); }, ui.report);
          }}
        >
          {t('settings.notifyTasks')}
        </CheckField>
        {refused ? <p className="cap" role="status">{t('settings.notifyRefused')}</p> : null}
      </div>
    </Dialog>
  );
}
