/** A urlencoded form as JSON text: a name that comes once has a string, one that comes several times an array, in its order. */
export function formDocument(text: string): string {
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return `{${[...fields].map(([name, values]) => `${JSON.stringify(name)}:${JSON.stringify(values.length === 1 ? values[0] : values)}`).join(',')}}`;
}
