import type { Connection, PromptHandler } from '../../../drivers/api/connection.ts';
import type { ConnectUri } from '../../../drivers/api/driver.ts';
import { redactUri } from '../../../drivers/core/connect-uri.ts';
import { hasExtra, requireExtra } from '../../../drivers/core/require-extra.ts';
import { VirError } from '../../../drivers/core/vir-error.ts';
import type { Diagnosis, DoctorStep, DoctorStepName } from '../../contract/doctor.ts';
import { readHostFacts } from '../connections/host-facts.ts';
import { doctorSteps } from './doctor-steps.ts';
import type { Fault, Surroundings, WhoAmI } from './fault.ts';
import { findFault, tryParse } from './find-fault.ts';
import { failureOf } from './failure-of.ts';
import { hostAnswers, probesHere, type Endpoint, type Probes } from './probes.ts';

/** Longer than a slow host takes, shorter than a person waits. */
const OPEN_MS = 15_000;

/** What is to be looked at. */
export interface Question {
  readonly uri: string;
  readonly who: WhoAmI;
  /** Opens the connection. */
  readonly open: (options: { readonly deadlineMs: number; readonly prompt?: PromptHandler }) => Promise<Connection>;
  /** Why it failed, where that is known already: then nothing is opened. */
  readonly error?: VirError | undefined;
  readonly prompt?: PromptHandler;
  readonly probes?: Probes;
}

/** Finds out which step on the way fails, and what mends it. Never rejects for what is wrong with the connection. */
export async function diagnose(question: Question): Promise<Diagnosis> {
  const { probes = probesHere } = question;
  const uri = tryParse(question.uri);
  const [outcome, endpoint] = await Promise.all([attempt(question), uri === undefined ? undefined : probes.endpoint(uri)]);
  const seen = new Map<DoctorStepName, string>(endpoint === undefined ? [] : await lookAround(endpoint, probes));
  if (!VirError.is(outcome)) {
    seen.set('login', outcome.route ?? '');
    seen.set('driver', outcome.host);
    return { uri: redactUri(question.uri), ok: true, steps: stepsUpTo(uri, undefined, seen), failure: undefined };
  }
  const surroundings = await surroundingsOf(outcome, uri, endpoint, probes);
  const found = findFault(outcome, question.uri, question.who, surroundings);
  return { uri: redactUri(question.uri), ok: false, steps: stepsUpTo(uri, found?.step ?? stepOf(outcome), seen, outcome.message), failure: failureOf(outcome, found) };
}

interface Standing {
  readonly route: string | undefined;
  readonly host: string;
}

async function attempt({ error, open, prompt }: Question): Promise<VirError | Standing> {
  if (error !== undefined) return error;
  try {
    const connection = await open({ deadlineMs: OPEN_MS, ...(prompt === undefined ? {} : { prompt }) });
    try {
      const facts = await readHostFacts(connection);
      return { route: connection.route, host: [facts === undefined ? '' : `${facts.hostname}: ${facts.hypervisor}`, ...(await warningsOf(connection))].filter((each) => each !== '').join(' · ') };
    } finally {
      await connection.close();
    }
  } catch (caught) {
    return VirError.from(caught);
  }
}

/** What works, but not as somebody asked for: the host says so of itself. */
async function warningsOf(connection: Connection): Promise<readonly string[]> {
  if (!hasExtra(connection, 'health', 'readAll')) return [];
  const hosts = await requireExtra(connection, 'health', 'readAll')();
  return hosts.flatMap(({ readings }) => readings.flatMap(({ state, note }) => (note !== undefined && (state === 'warning' || state === 'critical') ? [note] : [])));
}

async function lookAround(endpoint: Endpoint, probes: Probes): Promise<readonly (readonly [DoctorStepName, string])[]> {
  if (endpoint.through !== undefined) return [['route', `${endpoint.through} → ${endpoint.host}:${endpoint.port}`]];
  const found = await probes.addresses(endpoint.host);
  return [['name', found.slice(0, 4).join(', ')], ['port', `${endpoint.host}:${endpoint.port}`]];
}

/** Looks only at what the error leaves open. */
async function surroundingsOf(error: VirError, uri: ConnectUri | undefined, endpoint: Endpoint | undefined, probes: Probes): Promise<Surroundings> {
  const unreached = error.step === 'connect' && (error.code === 'operation-timeout' || /No route|unreachable|timed out/i.test(error.message));
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(unreached && endpoint !== undefined && endpoint.through === undefined ? { hostAnswers: await hostAnswers(probes, endpoint.host, endpoint.port) } : {}),
    ...(uri?.host === '' ? daemonHere(probes) : {}),
  };
}

function daemonHere(probes: Probes): Surroundings {
  const daemonInstalled = probes.daemonInstalled();
  const installCommand = daemonInstalled ? undefined : probes.installCommand();
  return { daemonInstalled, ...(installCommand === undefined ? {} : { installCommand }) };
}

function stepsUpTo(uri: ConnectUri | undefined, failed: DoctorStepName | undefined, seen: ReadonlyMap<DoctorStepName, string>, message = ''): readonly DoctorStep[] {
  const usual = doctorSteps(uri);
  const names = failed === undefined || usual.includes(failed) ? usual : [...usual, failed];
  const at = failed === undefined ? names.length : names.indexOf(failed);
  return names.map((name, index) => {
    if (index > at) return { name, state: 'todo', seen: '' };
    return index === at ? { name, state: 'failed', seen: message } : { name, state: 'ok', seen: seen.get(name) ?? '' };
  });
}

/** The step of an error that nobody knows more of. */
function stepOf(error: VirError): Fault['step'] {
  switch (error.step) {
    case 'resolve':
      return 'address';
    case 'connect':
      return 'route';
    case 'tls':
      return 'tls';
    case 'ssh-host-key':
      return 'host-key';
    case 'ssh-auth':
      return 'login';
    case 'forward':
      return 'socket';
    case 'rpc-auth':
      return 'access';
    case 'open':
    case undefined:
      return 'driver';
  }
}
