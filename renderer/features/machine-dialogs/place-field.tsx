import { useMemo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ConnectionId } from '../../../main/contract/ids.ts';
import type { ConnectionPlaces } from '../../../main/contract/inventory.ts';
import { SelectField } from '../../kit/field.tsx';
import { useApp } from '../../state/app-context.tsx';

type Place = ConnectionPlaces['places'][number];

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The places of a connection that machines can run in, with the path of names that leads there. */
export function useRunnablePlaces(connectionId: ConnectionId): readonly { readonly value: string; readonly label: string }[] {
  const { places } = useApp();
  const trees = useStore(places.store, (state) => state.byConnection);
  return useMemo(() => {
    const all = trees.get(connectionId) ?? [];
    const byId = new Map(all.map((place) => [place.id, place]));
    const pathOf = (place: Place): string => {
      const above = place.parent === undefined ? undefined : byId.get(place.parent);
      return above === undefined ? place.name : `${pathOf(above)} / ${place.name}`;
    };
    return all
      .filter(({ kind }) => kind === 'cluster' || kind === 'host' || kind === 'pool')
      .map((place) => ({ value: place.id, label: pathOf(place) }))
      .sort((a, b) => collator.compare(a.label, b.label));
  }, [trees, connectionId]);
}

/** Chooses a place by its path. */
export function PlaceField({ label, value, options, onChange }: { readonly label: string; readonly value: string; readonly options: readonly { readonly value: string; readonly label: string }[]; readonly onChange: (id: string) => void }): ReactNode {
  return <SelectField label={label} value={value} onChange={onChange} options={options} />;
}
