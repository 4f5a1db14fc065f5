import type { DomainMethods } from '../api/facets/domain.ts';
import type { DomainCheckpointMethods } from '../api/facets/domain-checkpoint.ts';
import type { DomainCheckpointRef } from '../api/refs.ts';
import {
  DomainCheckpointCreateFlags as Create,
  DomainCheckpointDeleteFlags as Delete,
  DomainCheckpointListFlags as List,
  DomainCheckpointXMLFlags as Xml,
} from '../core/constants.ts';
import { libvirtError } from '../core/error-text.ts';
import { alignCheckpointDisks, formatCheckpoint, nameBitmaps, readCheckpoint } from './checkpoint-document.ts';
import type { CheckpointMoment } from './checkpoint-moment.ts';
import { checkFlags, methodsOf } from './method-table.ts';
import type { TestSession } from './session.ts';
import type { TestDomain } from './test-domain.ts';

const LIST = List.ROOTS | List.TOPOLOGICAL | List.LEAVES | List.NO_LEAVES;

/** Checkpoints: names for bitmaps that nobody keeps. */
export const domainCheckpoint = methodsOf<DomainCheckpointMethods>()({
  createXML(session, dom, xmlDesc, flags = 0) {
    checkFlags(flags, Create.REDEFINE | Create.QUIESCE, 'testDomainCheckpointCreateXML');
    const domain = session.host.domains.require(dom);
    const refuse = (why: string): never => {
      throw libvirtError('test', 'operation-unsupported', why);
    };
    if (domain.snapshotCount > 0) refuse('cannot create checkpoint while snapshot exists');
    if (!domain.isActive) refuse('cannot create checkpoint for inactive domain');
    const redefine = (flags & Create.REDEFINE) !== 0;
    const asked = readCheckpoint(xmlDesc, redefine);
    const made = redefine ? redefineCheckpoint(domain, asked) : takeCheckpoint(domain, asked);
    return { name: made.name, dom };
  },
  delete(session, checkpoint, flags = 0) {
    checkFlags(flags, Delete.CHILDREN | Delete.METADATA_ONLY | Delete.CHILDREN_ONLY, 'testDomainCheckpointDelete');
    const found = find(session, checkpoint);
    const how = (flags & Delete.CHILDREN_ONLY) !== 0 ? 'children-only' : (flags & Delete.CHILDREN) !== 0 ? 'with-children' : 'single';
    found.domain.checkpoints.delete(found.moment, how);
  },
  getXMLDesc(session, checkpoint, flags = 0) {
    checkFlags(flags, Xml.SECURE | Xml.NO_DOMAIN | Xml.SIZE, 'testDomainCheckpointGetXMLDesc');
    const { domain, moment } = find(session, checkpoint);
    if ((flags & Xml.SIZE) !== 0) domain.assertActive();
    return formatCheckpoint(moment, {
      secure: (flags & Xml.SECURE) !== 0,
      withDomain: (flags & Xml.NO_DOMAIN) === 0,
    });
  },
  lookupByName(session, dom, name, flags = 0) {
    checkFlags(flags, 0, 'testDomainCheckpointLookupByName');
    find(session, { name, dom });
    return { name, dom };
  },
  getParent(session, checkpoint, flags = 0) {
    checkFlags(flags, 0, 'testDomainCheckpointGetParent');
    const { parentName } = find(session, checkpoint).moment;
    if (parentName === undefined) throw libvirtError('test', 'no-domain-checkpoint', `checkpoint '${checkpoint.name}' does not have a parent`);
    return { name: parentName, dom: checkpoint.dom };
  },
  listAllChildren(session, checkpoint, flags = 0) {
    checkFlags(flags, LIST, 'testDomainCheckpointListAllChildren');
    const { domain, moment } = find(session, checkpoint);
    return listed(domain, moment, flags, (flags & List.DESCENDANTS) === 0).map(({ name }) => ({ name, dom: checkpoint.dom }));
  },
});

/** The same, as libvirt puts it among the machine's own calls. */
export const domainCheckpointList = methodsOf<DomainMethods>()({
  listAllCheckpoints(session, dom, flags = 0) {
    checkFlags(flags, LIST, 'testDomainListAllCheckpoints');
    return listed(session.host.domains.require(dom), undefined, flags, (flags & List.ROOTS) !== 0).map(({ name }) => ({ name, dom }));
  },
});

function find(session: TestSession, ref: DomainCheckpointRef): { readonly domain: TestDomain; readonly moment: CheckpointMoment } {
  const domain = session.host.domains.require(ref.dom);
  const moment = domain.checkpoints.find(ref.name);
  if (moment === undefined) throw libvirtError('test', 'no-domain-checkpoint', `no domain checkpoint with matching name '${ref.name}'`);
  return { domain, moment };
}

function listed(domain: TestDomain, from: CheckpointMoment | undefined, flags: number, childrenOnly: boolean): CheckpointMoment[] {
  if (domain.checkpointCount === 0) return [];
  const one = (bit: number, other: number): boolean => (flags & bit) !== 0 && (flags & other) === 0;
  return domain.checkpoints.list({
    ...(from === undefined ? {} : { from }),
    childrenOnly,
    leaves: one(List.LEAVES, List.NO_LEAVES),
    noLeaves: one(List.NO_LEAVES, List.LEAVES),
    matches: () => true,
  });
}

function takeCheckpoint(domain: TestDomain, asked: CheckpointMoment): CheckpointMoment {
  const made = {
    ...asked,
    config: domain.config,
    disks: alignCheckpointDisks(asked, domain.config),
    parentName: domain.checkpoints.current?.name,
  };
  domain.checkpoints.add(made);
  domain.checkpoints.current = made;
  return made;
}

function redefineCheckpoint(domain: TestDomain, asked: CheckpointMoment): CheckpointMoment {
  domain.checkpoints.assertNoCycle(asked.name, asked.parentName);
  if (asked.config !== undefined && asked.config.uuid !== domain.config.uuid) {
    throw libvirtError('domain-checkpoint', 'invalid-arg', `definition for checkpoint ${asked.name} must use uuid ${domain.config.uuid}`);
  }
  const disks = asked.config === undefined ? nameBitmaps(asked.disks, asked.name) : alignCheckpointDisks(asked, asked.config);
  const made = { ...asked, disks };
  const { current } = domain.checkpoints;
  if (domain.checkpoints.find(made.name) === undefined) domain.checkpoints.add(made);
  else domain.checkpoints.replace(made);
  if (current === undefined || (asked.parentName !== undefined && asked.parentName === current.name)) domain.checkpoints.current = made;
  return made;
}
