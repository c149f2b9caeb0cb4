/** Short words in lower case with numbers among them, as people put into addresses: `blue-t-shirt-42`. */
export function isSlug(text: string): boolean {
  return text.length <= 60 && /^[a-z]{1,15}\d{0,3}(?:[-_.](?:[a-z]{1,15}\d{0,3}|\d{1,4}))*$/.test(text);
}
