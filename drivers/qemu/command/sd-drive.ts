import { networkUri } from '../block/storage-props.ts';
import type { Disk } from '../../conf/domain/disk.ts';
import { diskIndex } from '../../conf/domain/disk-names.ts';
import { diskPath } from '../../conf/domain/disk.ts';
import { escapeComma } from './props.ts';

const CACHES = { none: 'none', writethrough: 'writethrough', writeback: 'writeback', directsync: 'directsync', unsafe: 'unsafe' } as const;

/** `-drive`: SD cards are the one kind of disk that QEMU has no device for. */
export function sdDriveArguments(disk: Disk): string[] {
  const { source, driver } = disk;
  const file = source === undefined ? undefined : source.type === 'network' ? networkUri(source) : diskPath(disk);
  const empty = file === undefined;
  const dir = source?.type === 'dir';
  const zeroes = driver?.detect_zeroes === 'unmap' && driver.discard !== 'unmap' ? 'on' : driver?.detect_zeroes;
  const options = [
    ...(empty ? [] : [`file=${dir ? 'fat:' : ''}${escapeComma(file)}`]),
    ...(dir || driver?.type === undefined ? [] : [`format=${driver.type}`]),
    'if=sd',
    `index=${diskIndex(disk.target?.dev)}`,
    ...(disk.readonly === true ? ['readonly=on'] : []),
    ...(empty || driver?.cache === undefined ? [] : [`cache=${CACHES[driver.cache]}`]),
    ...(empty || driver?.copy_on_read === undefined ? [] : [`copy-on-read=${driver.copy_on_read ? 'on' : 'off'}`]),
    ...(empty || driver?.discard === undefined ? [] : [`discard=${driver.discard}`]),
    ...(empty || zeroes === undefined ? [] : [`detect-zeroes=${zeroes}`]),
    ...(empty || driver?.io === undefined ? [] : [`aio=${driver.io}`]),
  ];
  return ['-drive', options.join(',')];
}
