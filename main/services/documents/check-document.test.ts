import { describe, expect, it } from 'vitest';
import { checkDocument } from './check-document.ts';
import { helpAt } from './document-help.ts';
import { mergeDocuments } from './merge-documents.ts';

const doc = (...lines: readonly string[]): string => ["<domain type='test'>", '  <name>a</name>', ...lines, '</domain>'].join('\n');

describe('judging a document', () => {
  it('says on which line it is no XML', async () => {
    expect(await checkDocument('domain', doc('  <os>'))).toEqual({ schema: true, problems: [{ line: 4, source: 'xml', text: 'Opening and ending tag mismatch: os line 3 and domain' }] });
    expect((await checkDocument('domain', '')).problems).toMatchObject([{ line: 1, source: 'xml' }]);
  });

  it('names what means nothing where it stands', async () => {
    const { problems } = await checkDocument('domain', doc("  <memory unti='KiB'>1024</memory>", '  <os><type>hvm</type></os>', '  <wobble/>', "  <metadata><a:b xmlns:a='urn:a' c='d'/></metadata>"));
    expect(problems.filter(({ source }) => source === 'unknown')).toEqual([
      { line: 3, source: 'unknown', text: '@unti' },
      { line: 5, source: 'unknown', text: 'wobble' },
    ]);
  });
});

describe('help', () => {
  it('knows what may stand where', () => {
    const disk = helpAt('domain', ['devices', 'disk']);
    expect(disk?.children.find(({ name }) => name === 'target')?.help).not.toBe('');
    expect(disk?.attributes.find(({ name }) => name === 'device')).toMatchObject({ words: expect.arrayContaining(['cdrom', 'disk']) as string[] });
    expect(helpAt('domain', ['devices', 'wobble'])).toBeUndefined();
  });
});

describe('joining two changes', () => {
  const base = doc('  <vcpu>1</vcpu>', "  <os><type arch='a'>hvm</type></os>");
  const mine = base.replace('>1<', '>2<').replace('  <os>', '  <title>mine</title>\n  <os>');
  const theirs = base.replace('>1<', '>3<').replace("arch='a'", "arch='b'").replace('  <os>', '  <title>theirs</title>\n  <os>');

  it('names the parts that both touch', () => {
    expect(mergeDocuments(base, mine, theirs)).toEqual({ parts: [{ path: 'vcpu', line: 3 }, { path: 'title', line: 4 }] });
  });

  it('takes one side there if that is wanted, and what only one changed in any case', () => {
    expect(mergeDocuments(base, mine, theirs, 'mine')).toEqual({ xml: theirs.replace('>3<', '>2<').replace('theirs', 'mine') });
    expect(mergeDocuments(base, mine, theirs, 'theirs')).toEqual({ xml: mine.replace('>2<', '>3<').replace('mine', 'theirs').replace("arch='a'", 'arch="b"') });
  });

  it('keeps one of what both added, and does not bring back what one removed', () => {
    const both = base.replace('</domain>', '  <on_crash>destroy</on_crash>\n</domain>');
    expect(mergeDocuments(base, both, both)).toEqual({ xml: both });
    const removed = base.replace('  <vcpu>1</vcpu>\n', '');
    expect(mergeDocuments(base, removed, theirs.replace('>3<', '>1<'))).toMatchObject({ xml: expect.not.stringContaining('vcpu') as string });
    expect(mergeDocuments(base, removed, theirs)).toEqual({ parts: [{ path: 'vcpu', line: 1 }] });
    expect(mergeDocuments(base, removed, theirs, 'mine')).toMatchObject({ xml: expect.not.stringContaining('vcpu') as string });
    expect(mergeDocuments(base, removed, theirs, 'theirs')).toMatchObject({ xml: expect.stringContaining('<vcpu>3</vcpu>') as string });
  });
});
