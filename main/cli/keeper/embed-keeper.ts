import { homedir } from 'node:os';
import path from 'node:path';
import { VirError } from '../../../drivers/core/vir-error.ts';
import { keeperOf, keepRoot } from '../../../drivers/qemu/embed/keeper.ts';
import { filesHere } from '../../../drivers/transport/exec/files-here.ts';
import { thisComputer } from '../../../drivers/transport/exec/local-process.ts';
import { runCommand } from '../../../drivers/transport/exec/run-command.ts';
import type { CommandArgs } from '../shell/command.ts';
import type { Shell } from '../shell/shell.ts';
import { agentFile, agentText, UNIT_NAME, unitFile, unitText } from './keeper-service.ts';

const HELP = `vireo embed-keeper: keeps watch over the machines of qemu:///embed while no window is open

  run [--root DIR]…        keep watch until ended (Ctrl-C); machines are not touched by its end
  install [--root DIR]…    start it at login, as a service of yours, and now
  uninstall                do not start it any more; machines run on
  status [--root DIR]…     whether it is installed and runs

It starts machines that are marked for autostart, starts machines again whose
on_poweroff or on_crash says restart, writes the cores that on_crash asks for, and
keeps the log that \`vireo -c qemu:///embed event-log\` prints. Without --root it
watches the root of qemu:///embed.
`;

/** Does what `vireo embed-keeper` does. */
export async function embedKeeper(shell: Shell, args: CommandArgs): Promise<boolean> {
  const [what, ...rest] = args.all('word');
  const roots = rootsOf(rest);
  if (what === undefined || what === '--help' || what === 'help' || roots === undefined) {
    const isAsked = what !== undefined && roots !== undefined;
    if (isAsked) shell.print(HELP);
    else shell.printError(HELP);
    return isAsked;
  }
  switch (what) {
    case 'run':
      return run(shell, roots);
    case 'install':
      return install(shell, roots);
    case 'uninstall':
      return uninstall(shell);
    case 'status':
      return status(shell, roots);
    default:
      shell.error(`unknown word '${what}': one of run, install, uninstall, status`);
      return false;
  }
}

/** Undefined: they are not to be understood. */
function rootsOf(words: readonly string[]): readonly (string | undefined)[] | undefined {
  const roots: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const value = word === '--root' ? words[++at] : word.startsWith('--root=') ? word.slice('--root='.length) : undefined;
    if (value === undefined || value === '') return undefined;
    roots.push(path.resolve(value));
  }
  return roots.length === 0 ? [undefined] : roots;
}

async function run(shell: Shell, roots: readonly (string | undefined)[]): Promise<boolean> {
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => { resolve(); });
  });
  const outcomes = await Promise.all(roots.map(async (root) => {
    try {
      await keepRoot(root, ended, (text) => { shell.print(`${text}\n`); });
      return true;
    } catch (error) {
      if (!VirError.is(error)) throw error;
      shell.report(error);
      return false;
    }
  }));
  return outcomes.every(Boolean);
}

const ownCommand = (roots: readonly (string | undefined)[]): readonly string[] =>
  [process.execPath, path.resolve(process.argv[1] ?? 'vireo'), 'embed-keeper', 'run', ...roots.flatMap((root) => (root === undefined ? [] : ['--root', root]))];

async function systemctl(...words: readonly string[]): Promise<{ readonly ok: boolean; readonly said: string }> {
  try {
    const { code, stdout, stderr } = await runCommand(thisComputer, ['systemctl', '--user', ...words]);
    return { ok: code === 0, said: `${stdout}${stderr}`.trim() };
  } catch (error) {
    if (!VirError.is(error)) throw error;
    return { ok: false, said: error.message };
  }
}

/** Why services of this user cannot be managed; undefined: they can. */
async function whyNoManager(): Promise<string | undefined> {
  const { ok, said } = await systemctl('show-environment');
  return ok ? undefined : said;
}

async function install(shell: Shell, roots: readonly (string | undefined)[]): Promise<boolean> {
  const argv = ownCommand(roots);
  if (process.platform === 'darwin') {
    const file = agentFile(homedir());
    await filesHere.write(file, Buffer.from(agentText({ argv })));
    shell.print(`${file} is written: it starts at the next login, or now with\n    launchctl bootstrap gui/${process.getuid?.() ?? ''} '${file}'\n`);
    return true;
  }
  const why = await whyNoManager();
  if (why !== undefined) {
    shell.error(`there is no systemd for services of this user: ${why}`);
    shell.printError(`Nothing was installed. Start the keeper at login by other means (the desktop's list of programs, or\n@reboot in a crontab):\n    ${argv.map(shellWord).join(' ')}\n`);
    return false;
  }
  const file = unitFile(process.env, homedir());
  await filesHere.write(file, Buffer.from(unitText({ argv })));
  for (const words of [['daemon-reload'], ['enable', UNIT_NAME], ['restart', UNIT_NAME]]) {
    const { ok, said } = await systemctl(...words);
    if (ok) continue;
    shell.error(`systemctl --user ${words.join(' ')}: ${said}`);
    return false;
  }
  shell.print(`${file} is written, and the keeper runs. It ends at your last logout, and machines may, too;\n    loginctl enable-linger\nkeeps both running, and starts them with the computer.\n`);
  return true;
}

async function uninstall(shell: Shell): Promise<boolean> {
  const file = process.platform === 'darwin' ? agentFile(homedir()) : unitFile(process.env, homedir());
  if (!(await filesHere.exists(file))) {
    shell.print('The keeper is not installed.\n');
    return true;
  }
  if (process.platform !== 'darwin') {
    const { ok, said } = await systemctl('disable', '--now', UNIT_NAME);
    if (!ok) shell.printError(`warning: systemctl --user disable --now ${UNIT_NAME}: ${said}\n`);
  }
  await filesHere.remove([file]);
  if (process.platform !== 'darwin') await systemctl('daemon-reload');
  shell.print(`${file} is removed. Machines run on.\n`);
  return true;
}

async function status(shell: Shell, roots: readonly (string | undefined)[]): Promise<boolean> {
  const file = process.platform === 'darwin' ? agentFile(homedir()) : unitFile(process.env, homedir());
  const installed = await filesHere.exists(file);
  const watched = await Promise.all(roots.map((root) => keeperOf(root)));
  if (shell.options.json) shell.printJson({ installed, file, roots: watched });
  else {
    shell.print(installed ? `installed: ${file}\n` : 'not installed; `vireo embed-keeper install` does that\n');
    for (const { root, pid } of watched) shell.print(pid === undefined ? `nobody watches ${root}\n` : `process ${pid} watches ${root}\n`);
  }
  return watched.every(({ pid }) => pid !== undefined);
}

function shellWord(word: string): string {
  return /^[\w.@%+=:,/~-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`;
}
