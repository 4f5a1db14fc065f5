import type { VireoClient } from '../../main/contract/contract.ts';
import type { SelfTestResult } from '../../main/contract/diagnostics.ts';

const STREAM_BYTES = 4 * 1024 * 1024;

/** Tries everything that a window needs of its host, and reports it to the application. */
export async function runSelfTest(api: VireoClient): Promise<readonly SelfTestResult[]> {
  const results = [
    await attempt('page', () => Promise.resolve(`${window.location.origin}, ${navigator.userAgent}`)),
    await attempt('isolated', () => Promise.resolve(proveIsolation())),
    await attempt('port', () => proveCalls(api)),
    await attempt('stream', () => proveStream(api)),
  ];
  await api.diagnostics.report({ results });
  return results;
}

async function attempt(name: string, run: () => Promise<string>): Promise<SelfTestResult> {
  try {
    return { name, ok: true, detail: await run() };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** A page must have neither Node nor a way to load code. */
function proveIsolation(): string {
  for (const name of ['require', 'process', 'module', 'Buffer']) {
    if (name in globalThis) throw new Error(`the page can see ${name}`);
  }
  return 'no Node in the page';
}

async function proveCalls(api: VireoClient): Promise<string> {
  const bytes = new Uint8Array(100_000).map((_, index) => index % 251);
  const answer = await api.diagnostics.echo({ text: 'ä €', bytes });
  if (answer.text !== 'ä €' || answer.bytes.some((byte, index) => byte !== bytes[index])) throw new Error('the answer differs from the question');
  return 'a call with 100,000 bytes came back';
}

async function proveStream(api: VireoClient): Promise<string> {
  const stream = await api.diagnostics.echoStream({});
  const sending = stream.send(new Uint8Array(STREAM_BYTES).fill(7));
  let received = 0;
  const started = performance.now();
  while (received < STREAM_BYTES) {
    const piece = await stream.recv();
    if (piece === undefined) throw new Error(`the stream ended after ${received} bytes`);
    received += piece.length;
  }
  await sending;
  stream.close();
  return `${STREAM_BYTES / 1024 / 1024} MiB there and back in ${Math.round(performance.now() - started)} ms`;
}
