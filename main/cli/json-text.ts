const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\]:,]/g;

/**
 * JSON written anew, every number digit for digit as it was: two spaces a level, or on one line.
 *
 * @throws SyntaxError when it is none.
 */
export function formatJson(json: string, pretty: boolean): string {
  JSON.parse(json);
  const tokens = json.match(TOKEN) ?? [];
  if (!pretty) return tokens.join('');
  let depth = 0;
  let text = '';
  const newLine = (): string => `\n${'  '.repeat(depth)}`;
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token === '{' || token === '[') {
      depth++;
      text += token + (next === '}' || next === ']' ? '\n' : newLine());
    } else if (token === '}' || token === ']') {
      depth--;
      text += newLine() + token;
    } else if (token === ',') text += `,${newLine()}`;
    else if (token === ':') text += ': ';
    else text += token;
  });
  return text;
}

/** Whether a text is a JSON object. */
export function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** The text of one member of an object; undefined when it has none. */
export function jsonMember(json: string, name: string): string | undefined {
  const tokens = json.match(TOKEN) ?? [];
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? '';
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && token === JSON.stringify(name) && tokens[i + 1] === ':') return valueAt(tokens, i + 2);
  }
  return undefined;
}

function valueAt(tokens: readonly string[], start: number): string {
  let depth = 0;
  let text = '';
  for (let i = start; i < tokens.length; i++) {
    const token = tokens[i] ?? '';
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (depth < 0 || (depth === 0 && token === ',')) break;
    text += token;
  }
  return text;
}
