/** What is wrong with one file, or undefined. */
export function sizeFault(file: string, text: string): string | undefined;
/** The faults of a list of files. */
export function sizeFaults(root: string, files: readonly string[]): readonly string[];
