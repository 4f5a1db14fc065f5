import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { CommandContext } from './command-context.ts';
import { keyvalText, propsText, type Props, type PropValue } from './props.ts';

/** `-object`. */
export function objectArguments(props: Props, { caps }: CommandContext): string[] {
  return ['-object', caps.has('object.qapified') ? propsText(props) : keyvalText(props, 'qom-type', 'bitmap')];
}

/** `-netdev`. */
export function netdevArguments(props: Props, { caps }: CommandContext): string[] {
  return ['-netdev', caps.has('netdev.json') ? propsText(props) : keyvalText(props, 'type', 'strings')];
}

/** `-device`, with what the document overrides. */
export function deviceArguments(props: Props, def: DomainDef, { caps }: CommandContext): string[] {
  const final = overridden(props, def);
  return ['-device', caps.has('device.json+hotplug') ? propsText(final) : keyvalText(final, 'driver')];
}

/** `-blockdev`, always JSON. */
export function blockdevArguments(props: Props): string[] {
  return ['-blockdev', propsText(props)];
}

/** What `<qemu:override>` makes of a device's properties. */
export function overridden(props: Props, def: DomainDef): Props {
  const overrides = def.qemuOverride?.devices.filter((each) => each.alias !== undefined && each.alias === props['id']) ?? [];
  if (overrides.length === 0) return props;
  const result = new Map(Object.entries(props));
  for (const { name = '', type, value } of overrides.flatMap((each) => each.frontend?.properties ?? [])) {
    result.delete(name);
    if (type !== 'remove') result.set(name, overrideValue(type, value ?? ''));
  }
  return Object.fromEntries(result);
}

function overrideValue(type: string | undefined, value: string): PropValue {
  if (type === 'signed' || type === 'unsigned') return BigInt(value);
  return type === 'bool' ? value === 'true' : value;
}

/** `on` or `off`, or nothing where nothing is said. */
export function onOffText(value: boolean | undefined): 'on' | 'off' | undefined {
  return value === undefined ? undefined : value ? 'on' : 'off';
}
