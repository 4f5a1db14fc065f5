import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { Screenshot } from '../../../drivers/api/records.ts';
import { requireMethod } from '../../../drivers/core/require-method.ts';
import { domainOption, findDomain } from '../domain-argument.ts';
import { explaining } from '../attempt.ts';
import type { CommandDef } from '../shell/command.ts';
import { readText, readUnsigned } from '../shell/options.ts';
import type { Shell } from '../shell/shell.ts';

/** @libvirt virsh screenshot */
export const screenshot: CommandDef = {
  name: 'screenshot',
  help: 'take a screenshot of a current domain console and store it into a file',
  description: 'screenshot of a current domain console',
  options: [
    domainOption(),
    { name: 'file', type: 'string', help: 'where to store the screenshot' },
    { name: 'screen', type: 'int', help: 'ID of a screen to take screenshot of' },
  ],
  run: async (shell, args) => {
    const file = readText(shell, args, 'file');
    const screen = file === 'wrong' ? 'wrong' : readUnsigned(shell, args, 'screen');
    if (file === 'wrong' || screen === 'wrong') return false;
    const domain = await findDomain(shell, args);
    if (domain === undefined) return false;
    const name = args.text('domain') ?? '';
    const connection = await shell.connection();
    const picture = await explaining(shell, `could not take a screenshot of ${name}`, async () =>
      requireMethod(connection, 'domain', 'screenshot')(domain, screen ?? 0),
    );
    const path = file?.text ?? fileName(domain.name, picture.mime);
    if (!(await save(shell, name, picture, path))) return false;
    if (shell.options.json) shell.printJson({ file: path, mime: picture.mime });
    else shell.printExtra(`Screenshot saved to ${path}, with type of ${picture.mime}`);
    return true;
  },
};

const ENDINGS: Readonly<Record<string, string>> = { 'image/x-portable-pixmap': '.ppm', 'image/png': '.png' };

/** A machine's name is the host's word: it must not lead out of the folder. */
function fileName(domain: string, mime: string): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':');
  return `${domain.replaceAll('/', '_')}-${date}-${time}${ENDINGS[mime] ?? ''}`;
}

async function save(shell: Shell, name: string, { stream }: Screenshot, path: string): Promise<boolean> {
  const target = await openTarget(path);
  if (target === undefined) {
    shell.error(`cannot create file ${path}`);
    await stream.abort();
    return false;
  }
  let done = false;
  try {
    await explaining(shell, `could not receive data from domain '${name}'`, async () => {
      for (let piece = await stream.recv(); piece !== undefined; piece = await stream.recv()) {
        if ('length' in piece) await target.file.writeFile(piece);
      }
    });
    await explaining(shell, `cannot close stream on domain '${name}'`, () => stream.finish());
    done = true;
  } finally {
    await target.file.close();
    if (!done && target.created) await unlink(path);
  }
  return done;
}

async function openTarget(path: string): Promise<{ readonly file: FileHandle; readonly created: boolean } | undefined> {
  const fresh = await tryOpen(path, 'wx');
  if (fresh !== undefined) return { file: fresh, created: true };
  const old = await tryOpen(path, 'r+');
  await old?.truncate(0);
  return old === undefined ? undefined : { file: old, created: false };
}

async function tryOpen(path: string, flags: string): Promise<FileHandle | undefined> {
  return open(path, flags, 0o666).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  });
}
