import { deflattenJson } from '../../../drivers/conf/json/deflatten-json.ts';
import { formatJson } from '../../../drivers/conf/json/format-json.ts';
import { jsonObject, jsonRemoveKey, jsonString, type JsonValue } from '../../../drivers/conf/json/json-value.ts';
import { parseJson } from '../../../drivers/conf/json/parse-json.ts';
import type { CorpusCase } from '../corpus-case.ts';
import { inputOf, joinLines, type CorpusTransformation } from '../transformation.ts';

/** What the case's name says is done between parsing and formatting. */
function transform(one: CorpusCase, value: JsonValue): string {
  if (one.name.startsWith('deflatten-')) return formatJson(deflattenJson(value), true);
  if (!one.name.startsWith('add-remove-')) return formatJson(value);
  const { rest } = jsonRemoveKey(value, 'name');
  return formatJson(jsonObject([...rest.pairs, ['newname', jsonString('foo')]]));
}

export const transformations: readonly CorpusTransformation[] = [
  {
    corpus: 'virjson',
    run: (one, files) => {
      const actual = transform(one, parseJson(joinLines(files.text(inputOf(one)))));
      return one.expected.map((file) => ({ actual, expected: { text: joinLines(files.text(file)) } }));
    },
  },
];
