// Builds the mailto: address that opens a draft in the person's mail program. Everything is escaped: no text can add a
// recipient or a header (RFC 6068).

export interface Draft {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export function toMailto(draft: Draft): string {
  // Mail programs expect a plain @. It separates nothing else in the address.
  const to = encodeURIComponent(draft.to).replaceAll('%40', '@');
  const lines = draft.text.replace(/\r\n?|\n/g, '\r\n'); // RFC 6068, section 5: lines end in CRLF
  return `mailto:${to}?subject=${encodeURIComponent(draft.subject)}&body=${encodeURIComponent(lines)}`;
}
