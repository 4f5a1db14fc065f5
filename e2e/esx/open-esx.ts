import type { Connection, OpenOptions, Prompt, PromptAnswer } from '../../drivers/api/connection.ts';
import { parseConnectUri } from '../../drivers/core/connect-uri.ts';
import { esxDriver } from '../../drivers/esx/driver.ts';
import type { Vsphere } from '../lab/index.ts';

/** Answers the questions that logging in asks, as a person who knows the password. */
export function answers(vsphere: Vsphere, asked: Prompt[] = [], password = vsphere.password): NonNullable<OpenOptions['prompt']> {
  return (prompt): Promise<PromptAnswer> => {
    asked.push(prompt);
    switch (prompt.kind) {
      case 'username':
        return Promise.resolve({ kind: 'text', text: vsphere.userName, store: false });
      case 'password':
        return Promise.resolve({ kind: 'text', text: password, store: false });
      case 'host-key':
        return Promise.resolve({ kind: 'accept', remember: false });
      default:
        return Promise.resolve(undefined);
    }
  };
}

/** Opens a simulated host without any checks of its certificate. */
export function openEsx(vsphere: Vsphere, path = '/?no_verify=1', options: OpenOptions = {}): Promise<Connection> {
  const scheme = path.startsWith('vpx') ? 'vpx' : 'esx';
  const rest = path.replace(/^(vpx|esx):/, '');
  return esxDriver.open(parseConnectUri(`${scheme}://${vsphere.userName}@${vsphere.authority}${rest}`), { prompt: answers(vsphere), ...options });
}
