/** A field's type: a base type, and how it is repeated. `limit` is a limit's name or a fixed length. */
export interface FieldType {
  readonly base: string;
  readonly shape: 'one' | 'optional' | 'list' | 'fixed';
  readonly limit: string;
}

/** A named field of a record, of arguments, of an answer or of a message. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
}

/** A record that several calls use; `tsType` is its TypeScript name. */
export interface RecordDescription {
  readonly name: string;
  readonly tsType: string;
  readonly fields: readonly Field[];
}

/** A call of the program. */
export interface CallDescription {
  readonly number: number;
  readonly name: string;
  readonly priority: 'high' | 'low';
  readonly stream: 'reads' | 'writes' | undefined;
  /** Its way into the facets is written by hand. */
  readonly adapted: boolean;
  readonly args: readonly Field[];
  readonly ret: readonly Field[];
}

/** A message of the program that the daemon sends by itself. */
export interface EventDescription {
  readonly number: number;
  readonly name: string;
  readonly fields: readonly Field[];
}

/** One program of the protocol. */
export interface ProgramDescription {
  readonly name: string;
  readonly number: number;
  readonly version: number;
  readonly limits: readonly (readonly [name: string, value: number])[];
  readonly records: readonly RecordDescription[];
  readonly calls: readonly CallDescription[];
  readonly events: readonly EventDescription[];
}

interface Line {
  readonly number: number;
  readonly head: string;
  readonly words: readonly string[];
}

/** Reads a description; its notation is explained in drivers/remote/README.md. */
export function parseDescription(text: string): ProgramDescription {
  const lines = significantLines(text);
  const first = lines[0];
  if (first?.head !== 'program') throw new Error('a description starts with its program');
  const [name = '', number = '', , version = ''] = first.words;
  const limits: (readonly [string, number])[] = [];
  const records: RecordDescription[] = [];
  const calls: CallDescription[] = [];
  const events: EventDescription[] = [];
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined) continue;
    const details: { args?: readonly Field[]; ret?: readonly Field[]; msg?: readonly Field[]; fields?: readonly Field[] } = {};
    for (let next = lines[i + 1]; next !== undefined && isDetail(next.head); next = lines[i + 1]) {
      if (next.head.includes(':')) details.fields = parseFields([next.head, ...next.words], next.number);
      else details[next.head as 'args' | 'ret' | 'msg'] = parseFields(next.words, next.number);
      i++;
    }
    const [one = '', two = '', ...flags] = line.words;
    switch (line.head) {
      case 'limit':
        limits.push([one, Number(two)]);
        break;
      case 'record':
        records.push({ name: one, tsType: two, fields: details.fields ?? [] });
        break;
      case 'call':
        calls.push({ number: Number(one), name: two, ...callFlags(flags, line), args: details.args ?? [], ret: details.ret ?? [] });
        break;
      case 'event':
        events.push({ number: Number(one), name: two, fields: details.msg ?? [] });
        break;
      default:
        throw new Error(`line ${line.number}: what is '${line.head}'?`);
    }
  }
  return { name, number: Number(number), version: Number(version), limits, records, calls, events };
}

function callFlags(flags: readonly string[], line: Line): Pick<CallDescription, 'priority' | 'stream' | 'adapted'> {
  const known = new Set(['high', 'low', 'reads-stream', 'writes-stream', 'adapted']);
  const unknown = flags.find((flag) => !known.has(flag));
  if (unknown !== undefined) throw new Error(`line ${line.number}: unknown flag '${unknown}'`);
  return {
    priority: flags.includes('high') ? 'high' : 'low',
    stream: flags.includes('reads-stream') ? 'reads' : flags.includes('writes-stream') ? 'writes' : undefined,
    adapted: flags.includes('adapted'),
  };
}

function isDetail(head: string): boolean {
  return head === 'args' || head === 'ret' || head === 'msg' || head.includes(':');
}

function significantLines(text: string): readonly Line[] {
  return text
    .split('\n')
    .map((line, index) => ({ number: index + 1, words: line.replace(/#.*$/, '').trim().split(/\s+/) }))
    .filter(({ words }) => words[0] !== '')
    .map(({ number, words: [head = '', ...words] }) => ({ number, head, words }));
}

function parseFields(words: readonly string[], line: number): readonly Field[] {
  return words.map((word) => {
    const match = /^(\w+):(\w+)(\?|<(\w+)>|\[(\d+)\])?$/.exec(word);
    if (match === null) throw new Error(`line ${line}: '${word}' is not name:type`);
    const [, name = '', base = '', suffix = '', list, fixed] = match;
    const shape = suffix === '' ? 'one' : suffix === '?' ? 'optional' : fixed !== undefined ? 'fixed' : 'list';
    return { name, type: { base, shape, limit: list ?? fixed ?? '' } };
  });
}
