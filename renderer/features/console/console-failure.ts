/** A failure that this side of a console found: a key of the catalogue says it. */
export class ConsoleFailure extends Error {
  readonly key: 'console.notRfb' | 'console.notSpice' | 'console.securityRefused';

  constructor(key: ConsoleFailure['key'], details?: string) {
    super(details ?? key);
    this.name = 'ConsoleFailure';
    this.key = key;
  }
}
