import type { XmlElement } from '../../../../drivers/conf/xml/xml-tree.ts';
import { memoryKiB } from '../../machines/domain-document.ts';
import { addChild, elementOf, readPath, writePath } from '../element-paths.ts';
import { field, note, number } from '../field-spec.ts';
import { device, words, type KindSpec, type TemplateSpec } from '../kind-spec.ts';

const MIB = 1024;
const SLOTS = 16;

const modules = (root: XmlElement): readonly XmlElement[] => root.child('devices')?.elements('memory') ?? [];
const cells = (root: XmlElement): readonly XmlElement[] => root.find('cpu', 'numa')?.elements('cell') ?? [];
const sum = (sizes: readonly number[]): number => sizes.reduce((all, each) => all + each, 0);
const modulesKiB = (root: XmlElement): number => sum(modules(root).map((each) => memoryKiB(each.find('target', 'size'))));

/** With one cell it is the machine's own memory, and all processors are its own. */
export function fitCell(root: XmlElement): void {
  const [cell, ...others] = cells(root);
  if (cell === undefined || others.length > 0) return;
  writePath(root, cell, '@unit', 'KiB');
  writePath(root, cell, '@memory', String(Math.max(0, memoryKiB(root.child('memory')) - modulesKiB(root))));
  if (cell.attribute('cpus') !== undefined) writePath(root, cell, '@cpus', allCpus(root));
}

const allCpus = (root: XmlElement): string => {
  const most = Number(readPath(root, 'vcpu')) || 1;
  return most === 1 ? '0' : `0-${most - 1}`;
};

/** What memory modules need: a cell that they belong to, slots, and room. */
function settle(root: XmlElement, before: number): void {
  const total = memoryKiB(root.child('memory')) - before + modulesKiB(root);
  const grows = memoryKiB(root.child('currentMemory')) === memoryKiB(root.child('memory'));
  writePath(root, root, 'memory@unit', 'KiB');
  writePath(root, root, 'memory', String(total));
  if (grows) {
    writePath(root, root, 'currentMemory@unit', 'KiB');
    writePath(root, root, 'currentMemory', String(total));
  }
  if (modules(root).length === 0) return;
  if (cells(root).length === 0) {
    const cpu = root.child('cpu') ?? addChild(root, root, elementOf('<cpu/>'));
    addChild(root, cpu, elementOf(`<numa><cell id='0' cpus='${allCpus(root)}' memory='${total - modulesKiB(root)}' unit='KiB'/></numa>`));
  }
  const most = root.child('maxMemory');
  if (most === undefined) addChild(root, root, elementOf(`<maxMemory slots='${Math.max(SLOTS, modules(root).length)}' unit='KiB'>${total * 2}</maxMemory>`));
  else {
    if (Number(most.attribute('slots')) < modules(root).length) writePath(root, root, 'maxMemory@slots', String(modules(root).length));
    if (memoryKiB(most) < total) {
      writePath(root, root, 'maxMemory@unit', 'KiB');
      writePath(root, root, 'maxMemory', String(total));
    }
  }
}

/** Memory modules, plugged in beside the machine's own memory. */
export const memoryModule: KindSpec = device('dimm', {
  label: 'hw.dimm',
  icon: 'memory',
  hotplug: true,
  canPlug: (root) => root.child('maxMemory') !== undefined,
  byIndex: true,
  find: modules,
  summary: (element) => words(`${Math.round(memoryKiB(element.find('target', 'size')) / MIB)} MiB`, element.attribute('model')),
  measure: modulesKiB,
  settle,
  fields: [
    note('model', 'hw.model', ({ element }) => readPath(element, '@model')),
    field('number', 'size', 'hw.dimm.size', {
      unit: 'MiB',
      help: 'hw.dimm.sizeHelp',
      read: ({ element }) => String(Math.round(memoryKiB(element.find('target', 'size')) / MIB)),
      write: ({ element, root }, value) => {
        writePath(root, element, 'target/size@unit', 'KiB');
        writePath(root, element, 'target/size', String(Math.round(Number(value) * MIB)));
      },
      problem: (_, value) => (Number(value) > 0 ? undefined : 'hw.problem.size'),
    }),
    number('target/node', 'hw.dimm.node', { shown: ({ root }) => cells(root).length > 1 }),
  ],
});

/** Memory modules that can be added. */
export const memoryTemplates: readonly TemplateSpec[] = [
  {
    id: 'dimm',
    kind: 'dimm',
    label: 'hw.add.dimm',
    icon: 'memory',
    off: ({ root }) => (['kvm', 'qemu'].includes(root.attribute('type') ?? '') ? undefined : 'reason.notSupported'),
    make: () => `<memory model='dimm'><target><size unit='KiB'>${512 * MIB}</size><node>0</node></target></memory>`,
  },
];
