import { describe, expect, it } from 'vitest';
import { makeConnections, makeRow } from '../../testing/fake-world.ts';
import { parentIndex, treeNodes, type TreeInput } from './tree-nodes.ts';

const world = { machines: 30, hosts: 3 };
const rows = Array.from({ length: 30 }, (_, index) => makeRow(index, world));
const input: TreeInput = {
  words: { all: 'All', favourites: 'Favourites' },
  connections: makeConnections(world, 0),
  folders: [],
  labelOf: (info) => info.label,
  total: 30,
  machinesOf: (id) => rows.filter((row) => row.connectionId === id),
  placesOf: () => [],
  countOf: (id) => rows.filter((row) => row.connectionId === id).length,
  favourites: rows.slice(0, 2),
  isExpanded: () => true,
  filter: '',
};

describe('the tree', () => {
  it('has all, favourites, and each host with its machines', () => {
    const nodes = treeNodes(input);
    expect(nodes.slice(0, 4).map((node) => node.kind)).toEqual(['all', 'favourites', 'machine', 'machine']);
    expect(nodes.filter((node) => node.kind === 'host')).toHaveLength(3);
    expect(nodes.filter((node) => node.kind === 'machine')).toHaveLength(32);
    expect(new Set(nodes.map((node) => node.id)).size).toBe(nodes.length);
  });
  it('shows places with their machines, opens only what is open, and counts what is below', () => {
    const host = input.connections[0]?.id;
    const placesOf: TreeInput['placesOf'] = (id) =>
      id !== host ? [] : [
        { id: 'h1', kind: 'host', name: 'esx-10', parent: 'c' },
        { id: 'h2', kind: 'host', name: 'esx-9', parent: 'c' },
        { id: 'p', kind: 'pool', name: 'tests', parent: 'c' },
        { id: 'c', kind: 'cluster', name: 'prod', parent: 'd' },
        { id: 'd', kind: 'datacenter', name: 'Berlin', parent: undefined },
      ];
    const placed = rows.map((row, index) => {
      const place = ['h1', 'p', undefined][index % 3];
      return { ...row, placement: { place, host: place === undefined ? undefined : 'esx-10', folder: 'Berlin', isTemplate: false } };
    });
    const machinesOf: TreeInput['machinesOf'] = (id) => placed.filter((row) => row.connectionId === id);
    const below = placed.filter((row) => row.connectionId === host);
    const within = { ...input, placesOf, machinesOf };
    const nodes = treeNodes(within);
    const places = nodes.filter((node) => node.kind === 'place');
    expect(places.map((node) => [node.label, node.depth])).toEqual([['Berlin', 1], ['prod', 2], ['esx-9', 3], ['esx-10', 3], ['tests', 3]]);
    const known = below.filter((row) => row.placement.place !== undefined);
    expect(places.map((node) => node.count)).toEqual([known.length, known.length, 0, below.filter((row) => row.placement.place === 'h1').length, below.filter((row) => row.placement.place === 'p').length]);
    expect(nodes.filter((node) => node.kind === 'machine')).toHaveLength(32);
    const closed = treeNodes({ ...within, isExpanded: (id) => !id.endsWith('/c') });
    expect(closed.filter((node) => node.kind === 'place').map((node) => node.label)).toEqual(['Berlin', 'prod']);
    const filtered = treeNodes({ ...within, isExpanded: () => false, filter: below.find((row) => row.placement.place === 'p')?.name ?? '' });
    expect(filtered.filter((node) => node.kind === 'place').map((node) => node.label)).toContain('tests');
    expect(filtered.filter((node) => node.kind === 'place').map((node) => node.label)).not.toContain('esx-9');
  });
  it('hides what is closed', () => {
    const nodes = treeNodes({ ...input, isExpanded: (id) => id !== 'host:c0' });
    const first = nodes.findIndex((node) => node.id === 'host:c0');
    expect(nodes[first + 1]?.kind).toBe('host');
  });
  it('filters by machine and by host', () => {
    const byName = treeNodes({ ...input, filter: 'db-' });
    expect(byName.filter((node) => node.kind === 'machine').every((node) => node.label.includes('db-'))).toBe(true);
    expect(byName.some((node) => node.kind === 'all')).toBe(false);
    const byHost = treeNodes({ ...input, filter: 'kvm-03' });
    expect(byHost.filter((node) => node.kind === 'host').map((node) => node.label)).toEqual(['kvm-03']);
    expect(byHost.length).toBeGreaterThan(1);
    expect(treeNodes({ ...input, filter: 'nothing is called so' })).toEqual([]);
  });
  it('puts hosts into folders, behind those that are in none', () => {
    const connections = makeConnections(world, 0).map((info, index) => ({ ...info, folder: index === 0 ? 'Berlin' : '' }));
    const inFolders: TreeInput = { ...input, connections, folders: ['Berlin', 'Empty'] };
    const nodes = treeNodes(inFolders);
    const folder = nodes.findIndex((node) => node.id === 'folder:Berlin');
    expect(nodes.filter((node) => node.depth === 0).map((node) => node.id)).toEqual(['all', 'favourites', 'host:c1', 'host:c2', 'folder:Berlin', 'folder:Empty']);
    expect(nodes[folder]).toMatchObject({ kind: 'folder', count: 1, expanded: true });
    expect(nodes[folder + 1]).toMatchObject({ kind: 'host', depth: 1, id: 'host:c0' });
    expect(nodes[folder + 2]).toMatchObject({ kind: 'machine', depth: 2 });
    expect(parentIndex(nodes, folder + 2)).toBe(folder + 1);
    expect(parentIndex(nodes, folder + 1)).toBe(folder);
    expect(treeNodes({ ...inFolders, isExpanded: (id) => id !== 'folder:Berlin' }).some((node) => node.id === 'host:c0')).toBe(false);
    expect(treeNodes({ ...inFolders, filter: 'berl' }).map((node) => node.kind).slice(0, 2)).toEqual(['folder', 'host']);
    expect(treeNodes({ ...inFolders, filter: 'nothing is called so' })).toEqual([]);
  });
  it('finds the line above', () => {
    const nodes = treeNodes(input);
    expect(nodes[parentIndex(nodes, 3)]?.kind).toBe('favourites');
  });
});
