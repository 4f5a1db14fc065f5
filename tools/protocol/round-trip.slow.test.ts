import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uuidFromBytes } from '../../drivers/core/uuid.ts';
import type { Procedure, ServedProcedure, EventMessage } from '../../drivers/remote/protocol/procedure.ts';
import { VirError } from '../../drivers/core/vir-error.ts';
import * as admin from '../../drivers/remote/protocol/admin.gen.ts';
import * as adminServed from '../../drivers/remote/protocol/admin-served.gen.ts';
import * as lxc from '../../drivers/remote/protocol/lxc.gen.ts';
import * as lxcServed from '../../drivers/remote/protocol/lxc-served.gen.ts';
import * as qemu from '../../drivers/remote/protocol/qemu.gen.ts';
import * as qemuServed from '../../drivers/remote/protocol/qemu-served.gen.ts';
import * as remote from '../../drivers/remote/protocol/remote.gen.ts';
import * as remoteServed from '../../drivers/remote/protocol/remote-served.gen.ts';
import { XdrReader } from '../../drivers/remote/protocol/xdr-reader.ts';
import { XdrWriter } from '../../drivers/remote/protocol/xdr-writer.ts';
import { pascal } from './codecs.ts';
import { parseDescription, type Field, type FieldType, type RecordDescription } from './description.ts';

const ROOT = join(import.meta.dirname, '../..');
const programs = (['remote', 'qemu', 'lxc', 'admin'] as const).map((name) =>
  parseDescription(readFileSync(join(ROOT, `drivers/remote/protocol/${name}.proto.txt`), 'utf8')),
);
const records = new Map<string, RecordDescription>(programs.flatMap((program) => program.records.map((item) => [item.name, item] as const)));
const codecs = { remote: { ...remote }, qemu: { ...qemu }, lxc: { ...lxc }, admin: { ...admin } } as unknown as { readonly [program: string]: { readonly [name: string]: unknown } };
const served = { remote: { ...remoteServed }, qemu: { ...qemuServed }, lxc: { ...lxcServed }, admin: { ...adminServed } } as unknown as { readonly [program: string]: { readonly [name: string]: unknown } };

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const scalars: { readonly [base: string]: fc.Arbitrary<unknown> } = {
  int: fc.integer(),
  uint: fc.nat(0xffff_ffff),
  char: fc.integer({ min: -128, max: 127 }),
  uchar: fc.nat(255),
  ushort: fc.nat(65_535),
  hyper: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  uhyper: fc.bigInt(0n, 2n ** 64n - 1n),
  bool: fc.boolean(),
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => uuidFromBytes(bytes)),
  string: text,
  param: fc.oneof(
    fc.record({ field: text, type: fc.constant('int'), value: fc.integer() }),
    fc.record({ field: text, type: fc.constant('uint'), value: fc.nat(0xffff_ffff) }),
    fc.record({ field: text, type: fc.constant('llong'), value: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) }),
    fc.record({ field: text, type: fc.constant('double'), value: fc.double({ noNaN: true }) }),
    fc.record({ field: text, type: fc.constant('boolean'), value: fc.boolean() }),
    fc.record({ field: text, type: fc.constant('ullong'), value: fc.bigInt(0n, 2n ** 64n - 1n) }),
    fc.record({ field: text, type: fc.constant('string'), value: text }),
  ),
};

function one(base: string): fc.Arbitrary<unknown> {
  const scalar = scalars[base];
  if (scalar !== undefined) return scalar;
  const record = records.get(base);
  if (record === undefined) throw new Error(`no type ${base}`);
  return fieldsOf(record.fields);
}

function arbitrary(type: FieldType): fc.Arbitrary<unknown> {
  if (type.base === 'opaque' || type.base === 'chars') {
    const fixed = type.shape === 'fixed' ? Number(type.limit) : undefined;
    return fc.uint8Array(fixed === undefined ? { maxLength: 9 } : { minLength: fixed, maxLength: fixed });
  }
  switch (type.shape) {
    case 'one':
    case 'fixed':
      return one(type.base);
    case 'optional':
      return fc.option(one(type.base), { nil: undefined });
    case 'list':
      return fc.array(one(type.base), { maxLength: 3 });
  }
}

function fieldsOf(fields: readonly Field[]): fc.Arbitrary<unknown> {
  if (fields.length === 0) return fc.constant(undefined);
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, arbitrary(field.type)])));
}

/** Buffers and Uint8Arrays of the same bytes are the same. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
}

function survives(put: (w: XdrWriter, value: never) => void, get: (r: XdrReader) => unknown, values: fc.Arbitrary<unknown>): void {
  fc.assert(
    fc.property(values, (value) => {
      const w = new XdrWriter(256);
      put(w, value as never);
      const bytes = Buffer.from(w.takeFinished() ?? []);
      const r = new XdrReader().reset(bytes, 0, bytes.length);
      expect(plain(get(r))).toEqual(plain(value));
      expect(r.remaining).toBe(0);
      spoil(bytes, get);
    }),
    { numRuns: 12 },
  );
}

/** The same packet cut short, and with one bit turned: read as something else, or refused in one way. */
function spoil(bytes: Buffer, get: (r: XdrReader) => unknown): void {
  const step = Math.max(1, Math.floor(bytes.length / 16));
  for (let at = 0; at < bytes.length; at += step) {
    if (isRead(bytes.subarray(0, at), get)) throw new Error(`${at} of ${bytes.length} bytes were enough`);
    const turned = Buffer.from(bytes);
    turned[at] = (turned[at] ?? 0) ^ (1 << (at % 8));
    isRead(turned, get);
  }
}

/** Whether bytes can be read; only two kinds of refusal are right. */
function isRead(bytes: Buffer, get: (r: XdrReader) => unknown): boolean {
  try {
    get(new XdrReader().reset(bytes, 0, bytes.length));
    return true;
  } catch (error) {
    if (VirError.is(error, 'rpc') || VirError.is(error, 'no-support')) return false;
    throw error;
  }
}

describe.each(programs.map((program) => [program.name, program] as const))('the %s program', (name, program) => {
  const mine = codecs[name] ?? {};
  const theirs = served[name] ?? {};

  it('carries the arguments and answers of every call', () => {
    for (const call of program.calls) {
      const procedure = mine[pascal(call.name)] as Procedure<never, unknown>;
      const other = theirs[`Served${pascal(call.name)}`] as ServedProcedure<unknown, never>;
      expect(procedure).toMatchObject({ number: call.number, name: call.name, priority: call.priority, program: program.number });
      survives(procedure.put, other.getArgs, fieldsOf(call.args));
      survives(other.putRet, procedure.get, fieldsOf(call.ret));
    }
  });

  it('carries every message', () => {
    for (const event of program.events) {
      const message = mine[pascal(event.name)] as EventMessage<never>;
      expect(message.number).toBe(event.number);
      survives(message.put, message.get, fieldsOf(event.fields));
    }
    expect(program.events.length).toBe({ remote: 51, qemu: 1, lxc: 0, admin: 0 }[name]);
  });
});

const shared = process.env['VIREO_SHARED'];

describe('the description of the remote program', () => {
  it.skipIf(shared === undefined)(`has libvirt's numbers and priorities${shared === undefined ? ' (needs VIREO_SHARED)' : ''}`, () => {
    const rows = readFileSync(join(shared ?? '', 'reference/libvirt-procedures.tsv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split('\t'));
    const calls = new Map(programs[0]?.calls.map((call) => [call.number, call]));
    const events = new Map(programs[0]?.events.map((event) => [event.number, event]));
    expect(rows).toHaveLength(443);
    for (const [number = '', procedure = '', , priority = '', reads = '', writes = ''] of rows) {
      const call = calls.get(Number(number));
      const name = procedure.replace('REMOTE_PROC_', '');
      expect((call ?? events.get(Number(number)))?.name).toBe(name);
      if (call === undefined) continue;
      expect(call.priority).toBe(priority);
      if (reads !== '') expect(call.stream).toBe('reads');
      if (writes !== '') expect(call.stream).toBe('writes');
    }
  });
});
