import { HelpIndex } from '../lens/help-index.ts';
import type { AttributeHelp, ElementHelp, LensHelp } from '../lens/lens.ts';
import { filterReference } from './filter-parameters.ts';
import { CHAINS, RULE_ACTIONS, RULE_DIRECTIONS } from './nwfilter-def.ts';
import { attributesOf, isRuleProtocol, RULE_PROTOCOLS, type RuleProtocol } from './rule-protocols.ts';

function attribute(name: string, words: readonly string[] = [], required = false): AttributeHelp {
  return { name, kind: words.length === 0 ? 'string' : 'enum', words, required, help: '' };
}

function named(name: string, help: Partial<LensHelp>, repeats = false): ElementHelp {
  return { text: undefined, words: [], attributes: [], children: () => [], ...help, name, help: '', repeats };
}

function protocolHelp(protocol: RuleProtocol): ElementHelp {
  return named(protocol, { attributes: [attribute('match', ['yes', 'no']), ...attributesOf(protocol).map(([name]) => attribute(name))] });
}

const rule = named(
  'rule',
  {
    attributes: [attribute('action', RULE_ACTIONS, true), attribute('direction', RULE_DIRECTIONS, true), attribute('priority'), attribute('statematch', ['0', 'false'])],
    children: () => Object.keys(RULE_PROTOCOLS).filter(isRuleProtocol).map(protocolHelp),
  },
  true,
);

const filter = named('filter', {
  attributes: [attribute('name', [], true), attribute('chain', Object.keys(CHAINS)), attribute('priority')],
  children: () => [named('uuid', { text: 'uuid' }), rule, named('filterref', filterReference.describe(), true)],
});

/** What may stand in a network filter's document. */
export const nwfilterHelp = new HelpIndex('filter', filter, {
  '': 'A network filter: rules for the traffic of guests',
  '@name': 'Name, unique on the host',
  '@chain': 'Chain the rules are in, or what the name of an own one begins with',
  '@priority': 'Place among others: -1000 is first, 1000 last',
  '@match': 'no: the rule is for packets that do not match',
  uuid: 'Identity that never changes; made up when left out',
  rule: 'What happens to packets that match',
  'rule@action': 'What happens',
  'rule@direction': 'Which way packets go, as the guest sees it',
  'rule@statematch': 'false: connections are not tracked for this rule',
  filterref: 'Another filter, whose rules are pulled in',
  ...Object.fromEntries(Object.keys(RULE_PROTOCOLS).map((protocol) => [`rule/${protocol}`, `Packets of ${protocol === 'all' || protocol === 'all-ipv6' ? 'any protocol' : protocol}`])),
});
