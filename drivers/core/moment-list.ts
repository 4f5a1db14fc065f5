import { libvirtError } from './error-text.ts';

/** A snapshot or a checkpoint: a point in a machine's history, with a parent or none. */
export interface Moment {
  readonly name: string;
  parentName: string | undefined;
}

/** Which moments of a list are wanted. */
export interface MomentFilter<M> {
  /** Only those beneath this one; without it all are looked at. */
  readonly from?: M;
  /** Children only (of the roots' level without `from`), not their children. */
  readonly childrenOnly: boolean;
  readonly leaves: boolean;
  readonly noLeaves: boolean;
  readonly matches: (moment: M) => boolean;
}

/** The snapshots or the checkpoints of one machine: a forest, one of them current. */
export class MomentList<M extends Moment> {
  readonly #byName = new Map<string, M>();
  current: M | undefined;

  get size(): number {
    return this.#byName.size;
  }

  get all(): readonly M[] {
    return [...this.#byName.values()];
  }

  find(name: string | undefined): M | undefined {
    return name === undefined ? undefined : this.#byName.get(name);
  }

  /** @throws operation-failed when the name is taken. */
  add(moment: M): void {
    if (this.#byName.has(moment.name)) throw libvirtError('domain', 'operation-failed', `domain moment ${moment.name} already exists`);
    this.#byName.set(moment.name, moment);
  }

  /** Puts another in the place of one of the same name. */
  replace(moment: M): void {
    const old = this.#byName.get(moment.name);
    this.#byName.set(moment.name, moment);
    if (this.current === old && old !== undefined) this.current = moment;
  }

  /** Whether the one removed was current; then none is. */
  remove(moment: M): boolean {
    this.#byName.delete(moment.name);
    if (this.current !== moment) return false;
    this.current = undefined;
    return true;
  }

  /** The direct children, or the roots. */
  children(parent: M | undefined): M[] {
    return [...this.#byName.values()].filter((moment) => this.find(moment.parentName) === parent);
  }

  /** Everything beneath, each before its children. */
  descendants(parent: M | undefined): M[] {
    return this.children(parent).flatMap((child) => [child, ...this.descendants(child)]);
  }

  list(filter: MomentFilter<M>): M[] {
    const candidates = filter.childrenOnly ? this.children(filter.from) : this.descendants(filter.from);
    return candidates.filter((moment) => {
      const isLeaf = this.children(moment).length === 0;
      if (filter.leaves && !isLeaf) return false;
      if (filter.noLeaves && isLeaf) return false;
      return filter.matches(moment);
    });
  }

  /**
   * Removes one as libvirt does: with everything beneath it, only what is beneath it, or by itself,
   * its children going to its parent.
   */
  delete(moment: M, how: 'single' | 'with-children' | 'children-only'): void {
    if (how === 'single') {
      for (const child of this.children(moment)) child.parentName = this.find(moment.parentName)?.name;
    } else {
      const removedCurrent = this.descendants(moment).map((each) => this.remove(each));
      if (removedCurrent.includes(true)) this.current = moment;
    }
    if (how === 'children-only') return;
    const parent = this.find(moment.parentName);
    if (this.remove(moment)) this.current = parent;
  }

  /** @throws invalid-arg when a moment's parent is missing, or is the moment itself or beneath it. */
  assertNoCycle(name: string, parentName: string | undefined): void {
    if (parentName === undefined) return;
    if (name === parentName) throw libvirtError('domain', 'invalid-arg', `cannot set moment ${name} as its own parent`);
    let other = this.find(parentName);
    if (other === undefined) throw libvirtError('domain', 'invalid-arg', `parent ${parentName} for moment ${name} not found`);
    while (other?.parentName !== undefined) {
      if (other.parentName === name) throw libvirtError('domain', 'invalid-arg', `parent ${other.name} would create cycle to ${name}`);
      other = this.find(other.parentName);
    }
  }
}
