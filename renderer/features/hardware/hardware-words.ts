import type { FieldOption, HardwareChange, HardwareField, HardwareItem } from '../../../main/contract/hardware.ts';
import type { Translator } from '../../i18n/translator.ts';

/** `Disk vda`. */
export function itemName(tr: Translator, { label, name }: Pick<HardwareItem, 'label' | 'name'>): string {
  return name === '' ? tr.tKey(label) : `${tr.tKey(label)} ${tr.isolate(name)}`;
}

/** What an option is called. */
export function optionName(tr: Translator, { value, label, text }: FieldOption): string {
  return label !== undefined ? tr.tKey(label) : (text ?? value);
}

/** A field's value as words. */
export function valueWords(tr: Translator, field: Pick<HardwareField, 'kind' | 'options' | 'unit'>, value: string): string {
  if (value === '') return field.options.some((each) => each.value === '') ? tr.t('hw.default') : tr.t('hardware.nothing');
  const chosen = field.options.find((each) => each.value === value);
  const words = chosen === undefined ? value.replaceAll('\n', ', ') : optionName(tr, chosen);
  return field.unit === undefined ? words : `${words} ${field.unit}`;
}

/** What a change does, in a few words. */
export function changeWords(tr: Translator, change: HardwareChange): string | undefined {
  switch (change.what) {
    case 'add':
      return tr.t('hardware.changeAdd');
    case 'remove':
      return change.image === undefined ? tr.t('hardware.changeRemove') : tr.t('hardware.changeRemoveImage', { image: change.image });
    case 'xml':
      return tr.t('hardware.changeXml');
    case 'set':
      return undefined;
  }
}
