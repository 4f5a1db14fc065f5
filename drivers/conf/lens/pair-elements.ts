import type { XmlElement } from '../xml/xml-tree.ts';

/** How much two elements must have in common, of all they have, to be the same one before and after a change. */
const ENOUGH = 0.3;
/** Beyond so many comparisons, elements are told apart by where they stand. */
const MOST_COMPARISONS = 100_000;

interface Told {
  readonly element: XmlElement;
  readonly facts: ReadonlySet<string>;
}

/**
 * Which element on the left is which on the right: first those that say the same, then the pairs that share most, where what is rare
 * counts more. Elements of different names are never the same.
 */
export function pairElements(left: readonly XmlElement[], right: readonly XmlElement[], enough = ENOUGH): Map<XmlElement, XmlElement> {
  const pairs = new Map<XmlElement, XmlElement>();
  for (const name of new Set(left.map((each) => each.name))) {
    const ours = left.filter((each) => each.name === name).map(tell);
    const theirs = pairEqual(ours, right.filter((each) => each.name === name).map(tell), pairs);
    const rest = ours.filter(({ element }) => !pairs.has(element));
    // As many as before: nothing came or went, however much it changed.
    pairSimilar(rest, theirs, rest.length === theirs.length ? 0 : enough, pairs);
  }
  return pairs;
}

function tell(element: XmlElement): Told {
  return { element, facts: factsOf(element) };
}

/** Everything an element says, as lines that can be compared. */
function factsOf(element: XmlElement, path = '', facts = new Set<string>()): Set<string> {
  for (const { name, value } of element.attributes) facts.add(`${path}@${name}=${value}`);
  const children = element.elements();
  if (children.length === 0) facts.add(`${path}=${element.text.trim()}`);
  for (const each of children) factsOf(each, `${path}/${each.name}`, facts);
  return facts;
}

/** Pairs those that say the same, and returns what is left on the right. */
function pairEqual(left: readonly Told[], right: readonly Told[], pairs: Map<XmlElement, XmlElement>): Told[] {
  const byFacts = new Map<string, Told[]>();
  for (const theirs of right) {
    const key = keyOf(theirs);
    const same = byFacts.get(key);
    if (same === undefined) byFacts.set(key, [theirs]);
    else same.push(theirs);
  }
  for (const ours of left) {
    const twin = byFacts.get(keyOf(ours))?.shift();
    if (twin !== undefined) pairs.set(ours.element, twin.element);
  }
  const rest = new Set([...byFacts.values()].flat());
  return right.filter((each) => rest.has(each));
}

function keyOf({ facts }: Told): string {
  return [...facts].sort().join('\n');
}

function pairSimilar(left: readonly Told[], right: readonly Told[], enough: number, pairs: Map<XmlElement, XmlElement>): void {
  const candidates = left.length * right.length > MOST_COMPARISONS ? [] : compareAll(left, right).filter(({ score }) => score >= enough);
  candidates.sort((a, b) => b.score - a.score || a.distance - b.distance);
  const taken = new Set<Told>();
  for (const { ours, theirs } of candidates) {
    if (pairs.has(ours.element) || taken.has(theirs)) continue;
    pairs.set(ours.element, theirs.element);
    taken.add(theirs);
  }
  if (left.length * right.length <= MOST_COMPARISONS) return;
  for (const [index, { element }] of left.entries()) {
    const twin = right[index];
    if (twin !== undefined) pairs.set(element, twin.element);
  }
}

function compareAll(left: readonly Told[], right: readonly Told[]): { ours: Told; theirs: Told; score: number; distance: number }[] {
  const counts = new Map<string, number>();
  for (const { facts } of [...left, ...right]) for (const fact of facts) counts.set(fact, (counts.get(fact) ?? 0) + 1);
  const weight = (fact: string): number => 1 / (counts.get(fact) ?? 1);
  return left.flatMap((ours, at) =>
    right.map((theirs, index) => {
      const distance = Math.abs(at - index);
      let shared = 0;
      let total = 0;
      for (const fact of ours.facts) {
        total += weight(fact);
        if (theirs.facts.has(fact)) shared += weight(fact);
      }
      for (const fact of theirs.facts) if (!ours.facts.has(fact)) total += weight(fact);
      return { ours, theirs, score: shared / total, distance };
    }),
  );
}
