import { libvirtError } from '../../core/error-text.ts';
import type { Codec } from '../lens/codec.ts';
import { uint } from '../lens/codec.ts';
import { element } from '../lens/element.ts';
import { attr, child } from '../lens/fields.ts';
import type { LensValue } from '../lens/lens.ts';

/** A rate in KiB or KiB/s; zero means unset and is not written. */
function rate(name: string): Codec<bigint> {
  return {
    kind: 'integer',
    decode(text) {
      if (!/^\s*\+?\d+$/.test(text)) throw libvirtError('none', 'config-unsupported', `could not convert bandwidth ${name} value '${text}'`);
      return BigInt(text.trim().replace('+', ''));
    },
    encode: String,
  };
}

const unset = (value: bigint): boolean => value === 0n;

const bandwidthRate = element(
  {
    averageKiBps: attr(rate('average'), { name: 'average', omit: unset, help: 'Average rate in KiB/s' }),
    peakKiBps: attr(rate('peak'), { name: 'peak', omit: unset, help: 'Highest rate in KiB/s' }),
    floorKiBps: attr(rate('floor'), { name: 'floor', omit: unset, help: 'Guaranteed rate in KiB/s' }),
    burstKiB: attr(rate('burst'), { name: 'burst', omit: unset, help: 'KiB that may go out at peak rate' }),
  },
  {
    parsed(value) {
      if (value.averageKiBps === undefined && value.floorKiBps === undefined) {
        throw libvirtError('none', 'xml-detail', 'Missing mandatory average or floor attributes');
      }
      if (value.averageKiBps === undefined && (value.peakKiBps !== undefined || value.burstKiB !== undefined)) {
        throw libvirtError('none', 'config-unsupported', "'peak' and 'burst' require 'average' attribute");
      }
    },
    formatting: (value) => ((value.averageKiBps ?? 0n) > 0n || (value.floorKiBps ?? 0n) > 0n ? value : undefined),
  },
);

/** `<bandwidth>`; where there is no scheduler below, a guaranteed rate (`floor`) is refused. */
export function bandwidthLens(options: { readonly floor: boolean; readonly classId: boolean }) {
  return element(
    {
      classId: attr(uint, { name: 'classID', omit: (id) => id === 0 }),
      inbound: child(bandwidthRate, { help: 'Traffic to the guest' }),
      outbound: child(bandwidthRate, { help: 'Traffic from the guest' }),
    },
    {
      block: true,
      parsed(value, xml) {
        if (value.classId !== undefined && !options.classId) {
          throw libvirtError('none', 'xml-detail', 'classID attribute not supported on <bandwidth> in this usage context');
        }
        for (const name of ['inbound', 'outbound']) {
          if (xml.elements(name).length > 1) throw libvirtError('none', 'xml-detail', `Only one child <${name}> element allowed`);
        }
        if ((value.inbound?.floorKiBps ?? 0n) > 0n && !options.floor) {
          throw libvirtError('none', 'config-unsupported', 'floor attribute is not supported for this config');
        }
        if ((value.outbound?.floorKiBps ?? 0n) > 0n) {
          throw libvirtError('none', 'config-unsupported', "'floor' attribute allowed only in <inbound> element");
        }
      },
      formatting: (value) => (value.inbound === undefined && value.outbound === undefined ? undefined : value),
    },
  );
}

/** Limits of an interface's or a network's traffic. */
export type Bandwidth = LensValue<ReturnType<typeof bandwidthLens>>;
