import type { Extras } from '../api/extras.ts';
import { consolidate, needsConsolidation } from './consolidation.ts';
import { cloneMachine, relocateMachine, setTemplate } from './copies.ts';
import type { EsxSession } from './esx-session.ts';
import { readHealth } from './health.ts';
import { listSpans, readHistory } from './history.ts';
import { MachineTags } from './machine-tags.ts';
import { EsxPlaces } from './places.ts';
import { answerQuestion, listQuestions, watchQuestions } from './questions.ts';

/** What vSphere has beyond libvirt's objects. Cloning and moving is the vCenter's work: a host by itself cannot. */
export function extrasOf(session: EsxSession): Extras {
  const tags = new MachineTags(session);
  const places = new EsxPlaces(session, tags);
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
    consolidation: {
      isNeeded: (dom) => opened(session, () => needsConsolidation(session, dom)),
      consolidate: (dom, options) => opened(session, () => consolidate(session, dom, options)),
    },
    health: { readAll: (options) => opened(session, () => readHealth(session, options)) },
    history: {
      listSpans: (options) => opened(session, () => listSpans(session, options)),
      readDomain: (dom, request, options) => opened(session, () => readHistory(session, dom, request, options)),
    },
    ...(session.isVcenter
      ? {
          tags: {
            listAll: (options) => opened(session, () => tags.listAll(options)),
            readDomain: (dom, options) => opened(session, () => tags.readDomain(dom, options)),
            change: (dom, change, options) => opened(session, () => tags.change(dom, change, options)),
          },
          copies: {
            clone: (dom, request, options) => ready(() => cloneMachine(session, tree, dom, request, options)),
            relocate: (dom, place, options) => ready(() => relocateMachine(session, tree, dom, place, options)),
            setTemplate: (dom, template) => ready(() => setTemplate(session, tree, dom, template)),
          },
        }
      : {}),
  };
}

async function opened<T>(session: EsxSession, work: () => Promise<T>): Promise<T> {
  session.assertOpen();
  return work();
}
