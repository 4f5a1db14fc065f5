import type { VirErrorCode, VirErrorInfo } from '../../drivers/api/errors.ts';

/** An error from the application, with everything it said. */
export class IpcError extends Error {
  readonly info: VirErrorInfo;

  constructor(info: VirErrorInfo) {
    super(info.message);
    this.name = 'IpcError';
    this.info = info;
  }

  get code(): VirErrorCode {
    return this.info.code;
  }
}

/** Any caught thing as error data. */
export function toErrorInfo(error: unknown): VirErrorInfo {
  if (error instanceof IpcError) return error.info;
  return { code: 'internal-error', domain: 'none', message: error instanceof Error ? error.message : String(error) };
}

/** The wire to the application was cut while something was under way. */
export function connectionLost(): IpcError {
  return new IpcError({ code: 'operation-aborted', domain: 'rpc', message: 'The connection to the application was lost.' });
}
