import type { KindSpec, TemplateSpec } from '../kind-spec.ts';
import { disk, diskTemplates } from './disks.ts';
import { memoryModule, memoryTemplates } from './memory-devices.ts';
import { lastSides, machineSides } from './machine-sides.ts';
import { networkCard, networkTemplates } from './network-cards.ts';
import { otherDevices, otherTemplates } from './other-devices.ts';

/** Every kind of item, in the order of the list. */
export const KINDS: readonly KindSpec[] = [...machineSides, memoryModule, disk, networkCard, ...otherDevices, ...lastSides];
/** Everything that can be added, in the order of the menu. */
export const TEMPLATES: readonly TemplateSpec[] = [...diskTemplates, ...networkTemplates, ...memoryTemplates, ...otherTemplates];
