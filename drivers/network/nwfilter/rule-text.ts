import { formatSocketAddress } from '../../conf/address/socket-address.ts';
import type { NwfilterRule } from '../../conf/nwfilter/nwfilter-def.ts';
import { formatTcpFlags, type RuleValue } from '../../conf/nwfilter/rule-value.ts';
import type { VariableValues } from './variable-combinations.ts';

/** A rule's attributes as the words of a command. */
export class RuleText {
  readonly #rule: NwfilterRule;
  readonly #values: VariableValues;

  constructor(rule: NwfilterRule, values: VariableValues) {
    this.#rule = rule;
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#rule.items.has(name);
  }

  /** The word for "not", where the attribute must not match. */
  not(name: string): string[] {
    return this.#rule.items.get(name)?.negated === true ? ['!'] : [];
  }

  /** One attribute's value; a variable's value as it is. */
  text(name: string, hex = false): string {
    const value = this.#rule.items.get(name)?.value;
    if (value === undefined) return '';
    return value.type === 'variable' ? this.#values(value) : valueText(value, hex);
  }

  /** Two attributes in one word, if there is a second one. */
  pair(name: string, second: string, separator: string): string {
    return this.has(second) ? `${this.text(name)}${separator}${this.text(second)}` : this.text(name);
  }

  /** `OPTION [!] VALUE`, if there is such an attribute. */
  option(option: string, name: string, text: (name: string) => string = (one) => this.text(one)): string[] {
    return this.has(name) ? [option, ...this.not(name), text(name)] : [];
  }

  /** `[!] OPTION VALUE`: iptables wants its "not" in front. */
  negatable(option: string, name: string, text: (name: string) => string = (one) => this.text(one)): string[] {
    return this.has(name) ? [...this.not(name), option, text(name)] : [];
  }
}

function valueText(value: Exclude<RuleValue, { type: 'variable' }>, hex: boolean): string {
  switch (value.type) {
    case 'number':
      return hex ? `0x${value.value.toString(16)}` : String(value.value);
    case 'mac':
      return value.mac;
    case 'address':
      return formatSocketAddress(value.address);
    case 'mask':
      return String(value.bits);
    case 'text':
      return value.text;
    case 'boolean':
      return String(value.value);
    case 'states':
      return value.states.join(',');
    case 'tcp-flags':
      return `${formatTcpFlags(value.mask)} ${formatTcpFlags(value.flags)}`;
    case 'ipset-flags':
      return value.flags.join(',');
  }
}
