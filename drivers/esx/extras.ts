import type { Extras } from '../api/extras.ts';
import { cloneMachine, relocateMachine, setTemplate } from './copies.ts';
import type { EsxSession } from './esx-session.ts';
import { EsxPlaces } from './places.ts';
import { answerQuestion, listQuestions, watchQuestions } from './questions.ts';

/** What vSphere has beyond libvirt's objects. Cloning and moving is the vCenter's work: a host by itself cannot. */
export function extrasOf(session: EsxSession): Extras {
  const places = new EsxPlaces(session);
  const { tree } = places;
  const ready = async <T>(work: () => Promise<T>): Promise<T> => {
    session.assertOpen();
    await places.ready();
    return work();
  };
  return {
    places: {
      listPlaces: () => ready(() => places.listPlaces()),
      listPlacements: () => ready(() => places.listPlacements()),
      watch: (listener) => ready(() => places.watch(listener)),
    },
    questions: {
      listAll: () => Promise.resolve(listQuestions(session)),
      answer: (dom, id, choice) => answerQuestion(session, dom, id, choice),
      watch: (listener) => Promise.resolve(watchQuestions(session, listener)),
    },
    ...(session.isVcenter
      ? {
          copies: {
            clone: (dom, request, options) => ready(() => cloneMachine(session, tree, dom, request, options)),
            relocate: (dom, place, options) => ready(() => relocateMachine(session, tree, dom, place, options)),
            setTemplate: (dom, template) => ready(() => setTemplate(session, tree, dom, template)),
          },
        }
      : {}),
  };
}
