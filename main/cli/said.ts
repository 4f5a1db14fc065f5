/** Thrown when a command has failed and has said everything about it. */
export class Said extends Error {}
