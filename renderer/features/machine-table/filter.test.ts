import { describe, expect, it } from 'vitest';
import { isLive, matches, parseFilter, splitFilter, type FilterSubject } from './filter.ts';

const web: FilterSubject = {
  words: (key) => ({ name: ['web-01', 'The shop'], host: ['kvm-03'], state: ['running'], tag: ['prod', 'nginx'], folder: ['Berlin/Web'], address: ['10.0.3.41'], autostart: ['yes'] })[key],
  figure: (key) => ({ cpu: 12, memory: 4 * 2 ** 30, vcpus: 4, disk: 120 * 1024, network: Number.NaN })[key],
};
const ok = (text: string): boolean => matches(parseFilter(text), web);

describe('the filter', () => {
  it('looks for bare words in names, addresses and tags', () => {
    expect(['web', 'WEB-01', 'shop', '3.41', 'ngin', 'web prod'].filter((text) => !ok(text))).toEqual([]);
    expect(['db', 'web db'].filter(ok)).toEqual([]);
  });
  it('asks by key, with alternatives and a no', () => {
    expect(ok('state:running tag:prod')).toBe(true);
    expect(ok('tag:ci,prod')).toBe(true);
    expect(ok('-tag:ci')).toBe(true);
    expect(ok('-host:kvm-03')).toBe(false);
    expect(ok('state:run')).toBe(false);
    expect(ok('autostart:yes')).toBe(true);
    expect(ok('folder:web')).toBe(true);
    expect(ok('folder:Hamburg')).toBe(false);
  });
  it('knows stars', () => {
    expect(ok('name:web*')).toBe(true);
    expect(ok('name:*01')).toBe(true);
    expect(ok('name:w*-*1')).toBe(true);
    expect(ok('name:*0')).toBe(false);
    expect(ok('host:kvm*')).toBe(true);
  });
  it('compares figures with units; what is not known never matches', () => {
    expect(ok('memory>=4GiB')).toBe(true);
    expect(ok('memory>4g')).toBe(false);
    expect(ok('cpu<50%')).toBe(true);
    expect(ok('disk≥100KiB/s')).toBe(true);
    expect(ok('vcpus=4')).toBe(true);
    expect(ok('network>0')).toBe(false);
  });
  it('keeps quoted words together and takes what it does not know as a word', () => {
    expect(splitFilter('a "b c" host:"my host"')).toEqual(['a', '"b c"', 'host:"my host"']);
    expect(parseFilter('colour:red')).toEqual([{ kind: 'text', text: 'colour:red', negated: false }]);
    expect(parseFilter('cpu>lots')[0]?.kind).toBe('text');
  });
  it('tells which filters move with the figures', () => {
    expect(isLive(parseFilter('cpu>50'))).toBe(true);
    expect(isLive(parseFilter('state:running vcpus>2'))).toBe(false);
  });
});
