import { enumOf, string, yesNo } from '../lens/codec.ts';
import { unsupported, xmlError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import { attr, textChild } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';

/** A security driver's label for the whole domain. */
export const seclabel = element(
  {
    type: attr(enumOf(['none', 'dynamic', 'static']), { default: 'dynamic', refused: 'default' }),
    model: attr(string),
    relabel: attr(yesNo),
    label: textChild(string),
    imagelabel: textChild(string),
    baselabel: textChild(string),
  },
  {
    keep: true,
    parsed(value, _xml, context) {
      value.relabel ??= value.type === 'dynamic';
      if (value.type === 'dynamic' && !value.relabel) throw unsupported('dynamic label type must use resource relabeling');
      if (value.type === 'none' && value.relabel) throw unsupported("resource relabeling is not compatible with 'none' label type");
      if (value.model === 'none') {
        if (!context.inactive && value.type !== 'none') throw unsupported(`unsupported type='${value.type}' to model 'none'`);
        return { ...value, type: 'none' as const, relabel: false, label: undefined, imagelabel: undefined, baselabel: undefined };
      }
      const running = !context.inactive && value.type !== 'none';
      if (value.type !== 'static' && !running) value.label = undefined;
      else if (value.label === undefined) throw xmlError('security label is missing');
      if (!running || !value.relabel) value.imagelabel = undefined;
      else if (value.imagelabel === undefined) throw xmlError('security imagelabel is missing');
      if (value.type !== 'dynamic') value.baselabel = undefined;
      return undefined;
    },
    formatting: (value) => (value.type === 'none' ? { ...value, relabel: undefined, label: undefined, imagelabel: undefined, baselabel: undefined } : value),
  },
);

/** A security driver's label for the whole domain. */
export type Seclabel = LensValue<typeof seclabel>;

/** A security label of one device, overriding the domain's. */
export const deviceSeclabel = element(
  { model: attr(string), labelskip: attr(yesNo), relabel: attr(yesNo), label: textChild(string) },
  {
    keep: true,
    parsed(value, _xml, context) {
      value.relabel ??= true;
      if (context.inactive) value.labelskip = undefined;
      if (value.label !== undefined && !value.relabel) {
        throw xmlError(`Cannot specify a label if relabelling is turned off. model=${value.model ?? '<null>'}`);
      }
    },
    formatting(value, context) {
      if (context.inactive && value.label === undefined && value.relabel === true) return undefined;
      return value.labelskip === true ? { ...value, relabel: undefined } : { ...value, labelskip: undefined };
    },
  },
);
