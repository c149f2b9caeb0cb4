/** The records of NDJSON, or of a JSON text sequence (RFC 7464), as JSON texts; `undefined` where one is no JSON. Of a cut body the last is left out. */
export function jsonRecords(text: string, isCut: boolean): readonly string[] | undefined {
  const lines = text.split(text.startsWith('\u001e') ? '\u001e' : /\r?\n/);
  if (isCut) lines.pop();
  const records = lines.filter((line) => line.trim() !== '');
  return records.every(isJson) ? records : undefined;
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
