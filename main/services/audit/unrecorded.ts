import type { Contract } from '../../contract/contract.ts';

type CallName = { [G in keyof Contract]: `${G}.${keyof Contract[G] & string}` }[keyof Contract];

/** Calls that change nothing outside the window. What is not here is written down, so that a new call is, until somebody says otherwise. Data table. */
export const UNRECORDED: ReadonlySet<string> = new Set<CallName>([
  'appliances.inspect',
  'appliances.suggestFile',
  'audit.export',
  'audit.read',
  'clones.plan',
  'connections.answerPrompt',
  'connections.discover',
  'connections.health',
  'consoles.list',
  'diagnostics.echo',
  'diagnostics.report',
  'doctor.diagnose',
  'inventory.show',
  'machines.deletePlan',
  'machines.facts',
  'machines.offer',
  'machines.question',
  'machines.screenshot',
  'machines.tagOffer',
  'machines.xml',
  'settings.info',
  'settings.update',
  'snapshots.documents',
  'snapshots.list',
  'snapshots.picture',
  'stats.past',
  'stats.spans',
  'tasks.clear',
  'tasks.log',
]);
