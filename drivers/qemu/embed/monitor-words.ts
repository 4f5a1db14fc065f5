import type { ConnectMethods } from '../../api/facets/connect.ts';
import type { DomainQemuMethods } from '../../api/facets/domain-qemu.ts';
import { formatPlainJson, isPlainObject, parsePlainJson } from '../../conf/json/plain-json.ts';
import { DomainQemuMonitorCommandFlags as Flags } from '../../core/constants.ts';
import { qmpErrorClass, qmpErrorText } from '../qmp/qmp-error.ts';
import { rawAgentCommand } from '../qmp/guest-commands.ts';
import { agentOf } from './agent-link.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import { qemuError } from './qemu-error.ts';

/** QEMU's own words, and those of the guest's agent. */
export const monitorWords = methodsOf<DomainQemuMethods>()({
  async monitorCommand({ state }, dom, cmd, flags = 0) {
    checkFlags(flags, Flags.HMP, 'qemuDomainQemuMonitorCommand');
    const monitor = (await state.require(dom)).monitor();
    if ((flags & Flags.HMP) !== 0) {
      const said = await monitor.execute('human-monitor-command', { 'command-line': cmd });
      return typeof said === 'string' ? said : '';
    }
    const request = parsePlainJson(cmd);
    if (!isPlainObject(request) || typeof request['execute'] !== 'string') throw qemuError('invalid-arg', `'${cmd}' is no command of QMP`);
    const args = request['arguments'];
    try {
      return formatPlainJson({ return: await monitor.execute(request['execute'], isPlainObject(args) ? args : undefined) });
    } catch (error) {
      const errorClass = qmpErrorClass(error);
      if (errorClass === undefined) throw error;
      return formatPlainJson({ error: { class: errorClass, desc: qmpErrorText(error) ?? '' } });
    }
  },
  async agentCommand({ state }, dom, cmd, timeoutS, flags = 0) {
    checkFlags(flags, 0, 'qemuDomainQemuAgentCommand');
    const agent = await agentOf(state, await state.require(dom));
    return rawAgentCommand(agent, cmd, timeoutS > 0 ? { deadlineMs: timeoutS * 1000 } : {});
  },
});

/** QEMU's own events. */
export const monitorEvents = methodsOf<ConnectMethods>()({
  domainQemuMonitorEventRegister(session, dom, name, listener, flags = 0) {
    checkFlags(flags, 0, 'qemuConnectDomainQemuMonitorEventRegister');
    const subscription = session.state.monitorEvents.event(({ dom: whose, event }) => {
      if (dom !== undefined && dom.uuid !== whose.uuid) return;
      if (name !== undefined && name !== event.name) return;
      listener({ dom: whose, event: event.name, timeMicroseconds: event.timestampUs ?? 0n, details: formatPlainJson(event.data) });
    });
    return session.keepCallback(subscription);
  },
  domainQemuMonitorEventDeregister(session, callbackID) {
    session.dropCallback(callbackID);
  },
  registerCloseCallback(session, listener) {
    session.closeListener?.dispose();
    session.closeListener = session.closed.event(listener);
  },
  unregisterCloseCallback(session) {
    session.closeListener?.dispose();
    session.closeListener = undefined;
  },
});
