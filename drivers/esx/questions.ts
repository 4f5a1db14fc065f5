import type { Disposable } from '../api/connection.ts';
import type { MachineQuestion } from '../api/extras.ts';
import type { DomainRef } from '../api/refs.ts';
import { libvirtError } from '../core/error-text.ts';
import type { EsxSession } from './esx-session.ts';
import type { Machine } from './machine.ts';

/** What a machine asks, if it does. */
export function questionOf(machine: Machine): MachineQuestion | undefined {
  const question = machine.properties.object('runtime.question', 'VirtualMachineQuestionInfo');
  if (question === undefined) return undefined;
  const { choice } = question;
  const choices = (choice.choiceInfo ?? []).map(({ key, label, summary }, at) => ({ key, label: summary === '' ? label : summary, isDefault: at === choice.defaultIndex }));
  return { dom: machine.domain, id: question.id, text: plainText(question.text), choices };
}

/** `msg.uuid.altered:This virtual machine …`: the names of messages are not for people. */
function plainText(text: string): string {
  return text.replace(/^(?:msg\.[\w.-]+|[\w.-]+\.[\w.-]+):\s*/gm, '').trim();
}

/** All questions that are open. */
export function listQuestions(session: EsxSession): readonly MachineQuestion[] {
  return [...session.machines.all].flatMap((machine) => questionOf(machine) ?? []);
}

/** Answers a machine's question. */
export async function answerQuestion(session: EsxSession, dom: DomainRef, id: string, choice: string): Promise<void> {
  const machine = await session.machine(dom);
  const question = questionOf(machine);
  if (question?.id !== id) throw libvirtError('esx', 'operation-invalid', 'the machine does not wait for this answer any more', { subject: machine.name });
  if (!question.choices.some(({ key }) => key === choice)) throw libvirtError('esx', 'invalid-arg', `the question has no answer '${choice}'`, { subject: machine.name });
  await session.client.call('AnswerVM', machine.ref, { questionId: id, answerChoice: choice });
  await session.refresh(machine.ref).catch(() => undefined); // the watch tells it, too
}

/** Tells of questions that come and go. */
export function watchQuestions(session: EsxSession, listener: (dom: DomainRef, question: MachineQuestion | undefined) => void): Disposable {
  return session.events.changes.event(({ kind, machine, paths }) => {
    if (kind === 'removed' || !paths.has('runtime.question')) return;
    listener(machine.domain, questionOf(machine));
  });
}
