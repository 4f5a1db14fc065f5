import { describe, expect, it } from 'vitest';
import { tagsIn } from './machine-tags.ts';

describe('tags in metadata', () => {
  it('are read with any prefix, each once', () => {
    expect(tagsIn('<tags xmlns="urn:vireo:tags"><tag>prod</tag><tag> web </tag><tag>prod</tag><tag/></tags>')).toEqual(['prod', 'web']);
    expect(tagsIn('<v:tags xmlns:v="urn:vireo:tags"><v:tag>a &amp; b</v:tag></v:tags>')).toEqual(['a & b']);
    expect(tagsIn('<tags/>')).toEqual([]);
  });
});
