import { enumOf, onOff, string, uintOf } from '../lens/codec.ts';
import { unsupported, xmlError } from '../lens/conf-error.ts';
import { element } from '../lens/element.ts';
import { attr, attrChild, child, custom, flag } from '../lens/fields.ts';
import type { Field, LensValue } from '../lens/lens.ts';
import { bytesOfPretty, kibChild } from '../lens/sized.ts';

/** `<pmu state='on'/>`; without a state it is on. */
function switched(): Field<boolean | undefined> {
  return {
    ...attrChild('state', onOff),
    readChild: (xml, before) => {
      const state = xml.attribute('state');
      return before ?? (state === undefined ? true : onOff.decode(state, { element: xml.name, attribute: 'state' }));
    },
  };
}

const mandatory = (): Field<boolean | undefined> => attrChild('state', onOff, { mandatory: true });

const spinlocks = element(
  { state: attr(onOff, { required: true }), retries: attr(uintOf({ base: 0 })) },
  {
    parsed(value) {
      if (!value.state) {
        value.retries = undefined;
        return;
      }
      if (value.retries === undefined) throw xmlError("Missing required attribute 'retries' in element 'spinlocks'", 'xml');
      if (value.retries < 0xfff) throw xmlError('HyperV spinlock retry count must be at least 4095');
    },
  },
);

const stimer = element(
  { state: attr(onOff, { required: true }), direct: attrChild('state', onOff, { mandatory: true }) },
  {
    unknownChild: (name) => unsupported(`unsupported Hyper-V stimer feature: ${name}`),
    formatting: (value) => ({ ...value, direct: value.state && value.direct === true ? true : undefined }),
  },
);

const vendorId = element(
  { state: attr(onOff, { required: true }), value: attr(string) },
  {
    parsed(value) {
      if (!value.state) {
        value.value = undefined;
        return;
      }
      if (value.value === undefined) throw xmlError("missing 'value' attribute for HyperV feature 'vendor_id'");
      if (value.value.length > 12) throw xmlError('HyperV vendor_id value must not be more than 12 characters.');
      if (value.value.includes(',')) throw xmlError('HyperV vendor_id value is invalid');
    },
  },
);

const hyperv = element(
  {
    mode: attr(enumOf(['custom', 'passthrough']), { default: 'custom', refused: 'none' }),
    relaxed: mandatory(),
    vapic: mandatory(),
    spinlocks: child(spinlocks),
    vpindex: mandatory(),
    runtime: mandatory(),
    synic: mandatory(),
    stimer: child(stimer),
    reset: mandatory(),
    vendor_id: child(vendorId),
    frequencies: mandatory(),
    reenlightenment: mandatory(),
    tlbflush: mandatory(),
    ipi: mandatory(),
    evmcs: mandatory(),
    avic: mandatory(),
  },
  { block: true, unknownChild: (name) => unsupported(`unsupported HyperV Enlightenment feature: ${name}`) },
);

const dirtyRing = element(
  { state: attr(onOff, { required: true }), size: attr(uintOf({ base: 0 })) },
  {
    parsed(value) {
      if (!value.state) {
        value.size = undefined;
        return;
      }
      if (value.size === undefined) throw xmlError("Missing required attribute 'size' in element 'dirty-ring'", 'xml');
      if ((value.size & (value.size - 1)) !== 0 || value.size < 1024 || value.size > 65536) throw xmlError('dirty ring must be power of 2 and ranges [1024, 65536]');
    },
  },
);

const kvm = element(
  { hidden: mandatory(), 'hint-dedicated': mandatory(), 'poll-control': mandatory(), 'pv-ipi': mandatory(), 'dirty-ring': child(dirtyRing) },
  { block: true, unknownChild: (name) => unsupported(`unsupported KVM feature: ${name}`) },
);

const xenPassthrough = element(
  { state: attr(onOff, { required: true }), mode: attr(enumOf(['sync_pt', 'share_pt']), { refused: 'default' }) },
  {
    parsed(value) {
      if (!value.state) value.mode = undefined;
    },
  },
);
const xen = element({ e820_host: mandatory(), passthrough: child(xenPassthrough) }, { block: true, unknownChild: (name) => unsupported(`unsupported Xen feature: ${name}`) });

/** Capabilities of a container's processes. */
export const PROCESS_CAPABILITIES = [
  'audit_control', 'audit_write', 'block_suspend', 'chown', 'dac_override', 'dac_read_search', 'fowner', 'fsetid', 'ipc_lock', 'ipc_owner', 'kill',
  'lease', 'linux_immutable', 'mac_admin', 'mac_override', 'mknod', 'net_admin', 'net_bind_service', 'net_broadcast', 'net_raw', 'setgid', 'setfcap',
  'setpcap', 'setuid', 'sys_admin', 'sys_boot', 'sys_chroot', 'sys_module', 'sys_nice', 'sys_pacct', 'sys_ptrace', 'sys_rawio', 'sys_resource',
  'sys_time', 'sys_tty_config', 'syslog', 'wake_alarm',
] as const;
type ProcessCapability = (typeof PROCESS_CAPABILITIES)[number];

const capabilities = element(
  {
    policy: attr(enumOf(['default', 'allow', 'deny']), { default: 'default' }),
    states: custom<Partial<Record<ProcessCapability, boolean>>>({
      initial: () => ({}),
      read(xml) {
        const states: Partial<Record<ProcessCapability, boolean>> = {};
        for (const each of xml.elements()) {
          const name = PROCESS_CAPABILITIES.find((known) => known === each.name);
          if (name === undefined) throw unsupported(`unexpected capability feature '${each.name}'`);
          const state = each.attribute('state');
          states[name] = state === undefined ? true : onOff.decode(state, { element: each.name, attribute: 'state' });
        }
        return states;
      },
      write(states, _name, out) {
        for (const name of PROCESS_CAPABILITIES) {
          const state = states[name];
          if (state === undefined) continue;
          out.begin(name);
          out.attribute('state', onOff.encode(state));
          out.end(name);
        }
      },
    }),
  },
  { formatting: (value) => (value.policy === 'default' && Object.keys(value.states).length === 0 ? undefined : value) },
);

const smm = element(
  { state: attr(onOff, { default: true }), tseg: bytesOfPretty(1024n * 1024n) },
  {
    parsed(value) {
      if (!value.state) value.tseg = undefined;
    },
  },
);

const word = <const W extends readonly string[]>(words: W): Field<W[number] | undefined> => attrChild('value', enumOf(words));

/** What the machine can, and what it shows to the guest. */
export const features = element(
  {
    acpi: flag(),
    apic: child(element({ eoi: attr(onOff) }, { keep: true })),
    pae: flag(),
    hap: switched(),
    viridian: flag(),
    privnet: flag(),
    hyperv: child(hyperv),
    kvm: child(kvm),
    pvspinlock: switched(),
    capabilities: child(capabilities),
    pmu: switched(),
    vmport: switched(),
    gic: child(element({ version: attr(enumOf(['host', '2', '3']), { refused: 'none' }) }, { keep: true })),
    smm: child(smm),
    ioapic: attrChild('driver', enumOf(['qemu', 'kvm'])),
    hpt: child(element({ resizing: attr(enumOf(['enabled', 'disabled', 'required']), { refused: 'none' }), maxpagesizeKiB: kibChild({ name: 'maxpagesize', omitZero: true }) })),
    vmcoreinfo: switched(),
    htm: mandatory(),
    'nested-hv': mandatory(),
    msrs: attrChild('unknown', enumOf(['ignore', 'fault']), { mandatory: true }),
    'ccf-assist': mandatory(),
    xen: child(xen),
    cfpc: word(['broken', 'workaround', 'fixed']),
    sbbc: word(['broken', 'workaround', 'fixed']),
    ibs: word(['broken', 'workaround', 'fixed-ibs', 'fixed-ccd', 'fixed-na']),
    tcg: child(element({ tbCacheKiB: kibChild({ name: 'tb-cache', omitZero: true }) })),
  },
  { unknownChild: (name) => unsupported(`unexpected feature '${name}'`) },
);

/** What the machine can, and what it shows to the guest. */
export type Features = LensValue<typeof features>;
