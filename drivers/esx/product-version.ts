/** libvirt's one number for `6.5.0`: 6005000. */
export function productVersion(text: string): bigint {
  const [major = 0, minor = 0, micro = 0] = text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return BigInt(major) * 1_000_000n + BigInt(minor) * 1000n + BigInt(micro);
}

/** The newest machine version that every host of a product version can run. */
export function virtualHardwareOf(version: string): number {
  const number = Number(productVersion(version));
  const known = [[8_000_000, 20], [7_000_000, 17], [6_007_000, 14], [6_005_000, 13], [6_000_000, 11], [5_005_000, 10], [5_001_000, 9], [5_000_000, 8], [4_000_000, 7]] as const;
  return known.find(([from]) => number >= from)?.[1] ?? 4;
}
