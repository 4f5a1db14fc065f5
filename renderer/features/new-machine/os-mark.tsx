import type { CSSProperties, ReactNode } from 'react';

/** Two letters and a colour for systems that a file's name gives away. */
const KNOWN: readonly (readonly [RegExp, string, string])[] = [
  [/debian/i, 'De', 'red'],
  [/ubuntu/i, 'Ub', 'orange'],
  [/fedora/i, 'Fe', 'blue'],
  [/alma/i, 'Al', 'azure'],
  [/rocky/i, 'Ro', 'teal'],
  [/centos|rhel|red-?hat/i, 'Rh', 'crimson'],
  [/suse/i, 'Su', 'teal'],
  [/alpine/i, 'Ap', 'slate'],
  [/arch/i, 'Ar', 'azure'],
  [/win|virtio/i, 'Wi', 'azure'],
  [/openbsd/i, 'Ob', 'amber'],
  [/freebsd/i, 'Fr', 'crimson'],
  [/netbsd/i, 'Nb', 'orange'],
  [/nixos/i, 'Ni', 'blue'],
];

/** The mark of a guest system, guessed from the name of its image. */
export function OsMark({ name }: { readonly name: string }): ReactNode {
  const known = KNOWN.find(([pattern]) => pattern.test(name));
  const letters = known?.[1] ?? name.slice(0, 1).toUpperCase() + name.slice(1, 2).toLowerCase();
  return (
    <span className="os" aria-hidden="true" style={{ '--os': `var(--os-${known?.[2] ?? 'slate'})` } as CSSProperties}>
      {letters}
    </span>
  );
}
