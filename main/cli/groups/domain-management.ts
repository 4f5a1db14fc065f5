import type { CommandDef, CommandGroup } from '../shell/command.ts';
import { lazyCommands } from '../tables/command-table.ts';
import { DOMAIN_TABLE as T } from '../tables/domain-table.ts';
import { consoleCommand } from './console.ts';
import { create, define, start } from './definition.ts';
import { dumpxml, vncdisplay } from './documents.ts';
import { identityCommands } from './identity.ts';
import { lifecycle } from './lifecycle.ts';
import { screenshot } from './screenshot.ts';
import { undefine } from './undefine.ts';

/** Commands that are loaded when they are run, by where their code is. */
const LAZY: readonly (readonly CommandDef[])[] = [
  lazyCommands(T, ['domfsfreeze', 'domfsthaw', 'domfstrim', 'domfsinfo', 'domhostname', 'guestinfo', 'guest-agent-timeout'], () => import('./domain/agent.ts')),
  lazyCommands(T, ['get-user-sshkeys', 'set-user-sshkeys', 'set-user-password'], () => import('./domain/agent.ts')),
  lazyCommands(T, ['attach-device', 'attach-disk', 'attach-interface', 'detach-device', 'detach-device-alias', 'update-device'], () => import('./domain/attach.ts')),
  lazyCommands(T, ['blockcommit', 'blockcopy', 'blockjob', 'blockpull', 'blockresize', 'domblkthreshold'], () => import('./domain/block.ts')),
  lazyCommands(T, ['cpu-stats'], () => import('./domain/cpu-stats.ts')),
  lazyCommands(T, ['emulatorpin', 'guestvcpus', 'setvcpu', 'setvcpus', 'vcpucount', 'vcpuinfo', 'vcpupin'], () => import('./domain/cpus.ts')),
  lazyCommands(T, ['domdisplay', 'ttyconsole'], () => import('./domain/displays.ts')),
  lazyCommands(T, ['desc', 'edit', 'managedsave-edit', 'metadata', 'save-image-edit'], () => import('./domain/edit.ts')),
  lazyCommands(T, ['iothreadadd', 'iothreaddel', 'iothreadinfo', 'iothreadpin', 'iothreadset'], () => import('./domain/iothreads.ts')),
  lazyCommands(T, ['domjobabort', 'domjobinfo'], () => import('./domain/job-info.ts')),
  lazyCommands(T, ['change-media', 'detach-disk', 'detach-interface', 'domif-setlink'], () => import('./domain/media.ts')),
  lazyCommands(T, ['setmaxmem', 'setmem', 'update-memory-device'], () => import('./domain/memory.ts')),
  lazyCommands(T, ['migrate'], () => import('./domain/migrate.ts')),
  lazyCommands(T, ['migrate-compcache', 'migrate-getmaxdowntime', 'migrate-getspeed', 'migrate-postcopy', 'migrate-setmaxdowntime', 'migrate-setspeed'], () => import('./domain/misc.ts')),
  lazyCommands(T, ['dom-fd-associate', 'domdirtyrate-calc', 'dompmsuspend', 'dompmwakeup', 'domrename', 'inject-nmi', 'send-key', 'send-process-signal'], () => import('./domain/misc.ts')),
  lazyCommands(T, ['set-lifecycle-action'], () => import('./domain/misc.ts')),
  lazyCommands(T, ['domxml-from-native', 'domxml-to-native', 'lxc-enter-namespace'], () => import('./domain/qemu.ts')),
  lazyCommands(T, ['qemu-agent-command', 'qemu-attach', 'qemu-monitor-command', 'qemu-monitor-event'], () => import('./domain/qemu.ts')),
  lazyCommands(T, ['dump', 'managedsave', 'managedsave-define', 'managedsave-dumpxml', 'managedsave-remove', 'restore', 'save'], () => import('./domain/save.ts')),
  lazyCommands(T, ['save-image-define', 'save-image-dumpxml'], () => import('./domain/save.ts')),
  lazyCommands(T, ['blkdeviotune', 'blkiotune', 'memtune', 'numatune', 'perf'], () => import('./domain/tuning.ts')),
  lazyCommands(T, ['domiftune', 'domlaunchsecinfo', 'domsetlaunchsecstate', 'schedinfo'], () => import('./domain/tuning-more.ts')),
];

/** Commands that change machines. */
export const domainManagement: CommandGroup = {
  name: 'Domain Management',
  keyword: 'domain',
  commands: [consoleCommand, create, define, dumpxml, ...identityCommands, ...lifecycle, screenshot, start, undefine, vncdisplay, ...LAZY.flat()],
};
