import { describe, expect, it } from 'vitest';
import { agentText, unitFile, unitText } from './keeper-service.ts';

describe("the keeper's service", () => {
  it('quotes what systemd would replace', () => {
    const text = unitText({ argv: ['/usr/bin/node', '/opt/my "own"/vireo.js', 'embed-keeper', 'run', '--root', '/home/ann/50% of $HOME'] });
    expect(text).toContain('ExecStart="/usr/bin/node" "/opt/my \\"own\\"/vireo.js" "embed-keeper" "run" "--root" "/home/ann/50%% of $$HOME"\n');
    expect(text).toContain('\nKillMode=process\n');
  });

  it('is well-formed for launchd, and leaves machines alone', () => {
    const text = agentText({ argv: ['/a & b/node', 'run'] });
    expect(text).toContain('<string>/a &amp; b/node</string>');
    expect(text).toContain('<key>AbandonProcessGroup</key><true/>');
  });

  it('lies in the user\'s own folder', () => {
    expect(unitFile({}, '/home/ann')).toBe('/home/ann/.config/systemd/user/vireo-embed-keeper.service');
    expect(unitFile({ XDG_CONFIG_HOME: '/etc/ann' }, '/home/ann')).toBe('/etc/ann/systemd/user/vireo-embed-keeper.service');
  });
});
