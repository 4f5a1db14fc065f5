/** Paths in a document that look like ours and are not there. */
export function deadPaths(root: string, file: string, text: string): readonly string[];
/** Faults of the change log. */
export function changelogFaults(text: string): readonly string[];
/** Folders that need a README and have none. */
export function missingReadmes(root: string): readonly string[];
