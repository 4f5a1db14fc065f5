/** Runs one command line of the simulated program (its name first); gives its exit code and what it prints. */
export function simulate(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): { readonly code: number; readonly stdout: string };
