import { VirError } from '../../core/vir-error.ts';
import { agentError, GuestAgent } from '../qmp/guest-agent.ts';
import type { EmbedState } from './embed-state.ts';
import type { Machine, RunningMachine } from './machine.ts';
import { qemuError } from './qemu-error.ts';

const AGENT = 'org.qemu.guest_agent.0';
const CONNECT_MS = 5000;

const agents = new WeakMap<RunningMachine, Promise<GuestAgent>>();

/** The agent of a machine that runs; its line is taken while it is used and kept for the next question. @throws argument-unsupported when the machine has no channel for it. */
export async function agentOf(state: EmbedState, machine: Machine): Promise<GuestAgent> {
  const run = machine.running();
  const channel = run.live.devices.channels.find(({ target }) => target.name === AGENT);
  const path = channel?.type === 'unix' ? channel.sources[0]?.path : undefined;
  if (path === undefined) throw qemuError('argument-unsupported', 'QEMU guest agent is not configured');
  if (run.state !== 'running') throw qemuError('operation-invalid', 'domain is not running');
  if (channel?.target.state === 'disconnected') throw agentError('agent-unresponsive', 'QEMU guest agent is not connected');
  const known = await agents.get(run)?.catch(() => undefined); // tried again below
  if (known !== undefined && known.closeError === undefined) return known;
  const opening = open(state, path);
  agents.set(run, opening);
  return opening;
}

async function open(state: EmbedState, path: string): Promise<GuestAgent> {
  try {
    const agent = new GuestAgent(await state.surroundings.connect({ kind: 'unix', path }, { deadlineMs: CONNECT_MS }));
    state.store.add(agent);
    return agent;
  } catch (error) {
    if (VirError.is(error)) throw agentError('agent-unresponsive', 'QEMU guest agent is not connected', error);
    throw error;
  }
}
