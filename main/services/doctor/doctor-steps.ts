import type { ConnectUri } from '../../../drivers/api/driver.ts';
import type { DoctorStepName } from '../../contract/doctor.ts';
import { isSsh, isTls } from './fault.ts';

const DAEMON: readonly DoctorStepName[] = ['protocol', 'access', 'driver'];
const SOCKET: readonly DoctorStepName[] = ['socket', 'permission', 'daemon'];
/** What local daemons serve. */
const DAEMON_PATHS: ReadonlySet<string> = new Set(['', '/', '/system', '/session']);
const NETWORK: readonly DoctorStepName[] = ['name', 'route', 'port'];

/** The steps on the way to what an address means, in their order. */
export function doctorSteps(uri: ConnectUri | undefined): readonly DoctorStepName[] {
  if (uri === undefined) return ['address'];
  if (isSsh(uri)) return ['address', ...NETWORK, 'host-key', 'login', ...SOCKET, ...DAEMON];
  if (isTls(uri)) return ['address', ...NETWORK, 'tls', ...DAEMON];
  if (uri.transport === 'tcp') return ['address', ...NETWORK, ...DAEMON];
  // Without a daemon in between: the path is no daemon's.
  if (uri.transport === undefined && !DAEMON_PATHS.has(uri.path)) return ['address', 'driver'];
  return ['address', ...SOCKET, ...DAEMON];
}
