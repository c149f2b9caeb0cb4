/** Names whose values are nobody's business: of JSON members, headers, query parameters, and of everything below them. */
const SECRET_NAME = /pass|pwd|secret|token|session|credential|auth(?!or)|api.?key|signature|cookie|csrf|ssn|iban|card|cvv|cvc|\botp|\bpin\b|verif|e-?mail|phone|mobile|address|street|birth|salary/i;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** What a text is recognised as, or `undefined` where it looks like nothing that has to be hidden. */
export function secretShape(text: string): string | undefined {
  if (/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text)) return 'uuid';
  if (/^[\w-]{10,}\.[\w-]{10,}\.[\w-]*$/.test(text) && text.startsWith('ey')) return 'jwt';
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return 'email';
  if (isCardNumber(text)) return 'card';
  if (/^[\da-f]{16,}$/i.test(text)) return 'hex';
  // 20 characters without a space, of which some are letters and some are not: keys, hashes, signatures, cursors.
  if (/^[\w+/=~.-]{20,}$/.test(text) && /\d/.test(text) && /[a-z]/i.test(text) && !isSlug(text)) return 'opaque';
  return undefined;
}

/** Luhn's sum over 13 to 19 digits, with or without spaces and dashes between them. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  if (!/^\d{13,19}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Short words in lower case with numbers among them, as people put into addresses: `blue-t-shirt-42`. */
export function isSlug(text: string): boolean {
  return text.length <= 60 && /^[a-z]{1,15}\d{0,3}(?:[-_.](?:[a-z]{1,15}\d{0,3}|\d{1,4}))*$/.test(text);
}
