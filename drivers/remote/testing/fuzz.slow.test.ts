import fc from 'fast-check';
import { expect, it } from 'vitest';
import { VirError } from '../../core/vir-error.ts';
import { REMOTE_PROCEDURES } from '../protocol/remote.gen.ts';
import { XdrReader } from '../protocol/xdr-reader.ts';
import { fuzzClient, fuzzServed } from './fuzz.ts';

/** `VIREO_FUZZ_PACKETS=1000000` for the long run. */
const PACKETS = Number(process.env['VIREO_FUZZ_PACKETS'] ?? 40_000);

it('a client survives noise from its daemon', async () => {
  const report = await fuzzClient(PACKETS, 20_261);
  expect(report.faults).toEqual([]);
  expect(report.connectionsEnded).toBeGreaterThan(PACKETS / 100);
  expect(report.understood).toBeGreaterThan(PACKETS / 100);
}, 600_000);

it("the daemon's side survives noise from its client", () => {
  const report = fuzzServed(PACKETS, 20_262);
  expect(report.faults).toEqual([]);
  expect(report.understood).toBeGreaterThan(PACKETS / 100);
}, 600_000);

it('no decoder throws anything but its own errors', () => {
  const reader = new XdrReader();
  fc.assert(
    fc.property(fc.constantFrom(...REMOTE_PROCEDURES), fc.uint8Array({ maxLength: 400 }), (procedure, bytes) => {
      const buffer = Buffer.from(bytes);
      try {
        procedure.get(reader.reset(buffer, 0, buffer.length));
      } catch (error) {
        expect(VirError.is(error, 'rpc') || VirError.is(error, 'no-support')).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
  expect.hasAssertions();
});
