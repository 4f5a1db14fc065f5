import { Emitter } from '../../../drivers/core/emitter.ts';
import type { HandlersOf } from '../../contract/contract.ts';
import type { SelfTestResult } from '../../contract/diagnostics.ts';

/** The wire's own proof, and what pages report of themselves. */
export interface Diagnostics {
  readonly handlers: HandlersOf<'diagnostics'>;
  /** A page has reported. */
  readonly onDidReport: Emitter<readonly SelfTestResult[]>['event'];
}

/** Builds the diagnostics of one application. */
export function createDiagnostics(): Diagnostics {
  const reported = new Emitter<readonly SelfTestResult[]>();
  return {
    onDidReport: reported.event,
    handlers: {
      echo: (input) => input,
      echoStream: async (_input, accept) => {
        const stream = accept({});
        for (let piece = await stream.recv(); piece !== undefined; piece = await stream.recv()) await stream.send(piece);
      },
      report: ({ results }) => {
        reported.fire(results);
      },
    },
  };
}
