const SECRET = /pass(word|phrase)?$|^pass|secret|token|^answer$|userdata|private|credential/i;
const MOST_TEXT = 200;
const MOST_ITEMS = 20;

/** An input as it may be written down: no secrets, no documents, nothing long. */
export function withoutSecrets(value: unknown, key = ''): unknown {
  if (SECRET.test(key)) return '(left out)';
  if (key === 'xml' && typeof value === 'string') return `(${value.length} characters)`;
  if (typeof value === 'string') {
    const shown = value.replace(/\/\/([^/@\s:]+):[^/@\s]+@/g, '//$1:(left out)@');
    return shown.length > MOST_TEXT ? `${shown.slice(0, 40)}… (${shown.length} characters)` : shown;
  }
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  if (Array.isArray(value)) {
    const items = (value as readonly unknown[]).slice(0, MOST_ITEMS).map((each) => withoutSecrets(each, key));
    return value.length > MOST_ITEMS ? [...items, `… (${value.length} in all)`] : items;
  }
  if (typeof value === 'object' && value !== null) {
    // A form's field carries its name beside its value.
    const { field } = value as { readonly field?: unknown };
    const hides = typeof field === 'string' && SECRET.test(field);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutSecrets(each, name === 'value' && hides ? 'secret' : name)]));
  }
  return value;
}
