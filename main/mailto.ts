// The address that opens a draft in the person's mail program: whatever the texts contain stays text (RFC 6068).

export interface Draft {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export function toMailto(draft: Draft): string {
  // Mail programs look for the @ itself; it parts nothing else of the address.
  const to = encodeURIComponent(draft.to).replaceAll('%40', '@');
  const lines = draft.text.replace(/\r\n?|\n/g, '\r\n'); // section 5: lines end in CRLF
  return `mailto:${to}?subject=${encodeURIComponent(draft.subject)}&body=${encodeURIComponent(lines)}`;
}
