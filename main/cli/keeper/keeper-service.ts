import path from 'node:path';

/** How the keeper is started. */
export interface KeeperCommand {
  /** Node, the command line's file, and the words. */
  readonly argv: readonly string[];
}

export const UNIT_NAME = 'vireo-embed-keeper.service';
const LABEL = 'org.vireo.embed-keeper';

/** Where the user's own unit of systemd lies. */
export function unitFile(env: NodeJS.ProcessEnv, home: string): string {
  const config = env['XDG_CONFIG_HOME'];
  return path.join(config !== undefined && path.isAbsolute(config) ? config : path.join(home, '.config'), 'systemd/user', UNIT_NAME);
}

/** Where the user's own agent of launchd lies. */
export function agentFile(home: string): string {
  return path.join(home, 'Library/LaunchAgents', `${LABEL}.plist`);
}

/**
 * The unit: started at login, again when it fails. Ending it ends the keeper alone: the machines that it started are in its control
 * group, and run on.
 */
export function unitText({ argv }: KeeperCommand): string {
  return `[Unit]
Description=Vireo keeps watch over the machines of QEMU without a daemon

[Service]
Type=exec
ExecStart=${argv.map(systemdWord).join(' ')}
Restart=on-failure
RestartSec=5
KillMode=process

[Install]
WantedBy=default.target
`;
}

/** The same for launchd. */
export function agentText({ argv }: KeeperCommand): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${argv.map((word) => `    <string>${xmlText(word)}</string>`).join('\n')}
  </array>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>AbandonProcessGroup</key><true/>
</dict>
</plist>
`;
}

/** A word of ExecStart (systemd.service(5)): quoted, with nothing in it that systemd would replace. */
function systemdWord(word: string): string {
  return `"${word.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/%/g, '%%').replace(/\$/g, '$$$$').replace(/\n/g, '\\n')}"`;
}

function xmlText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
