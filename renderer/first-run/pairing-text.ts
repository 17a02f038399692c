// What a person types or chooses to join the firm: one address or several, or the text of a pairing file, which has the code
// as well.

interface PairingText {
  /** As the field shows them: "192.168.1.20:27443, 10.0.0.5:27443" */
  readonly address: string;
  readonly pairingCode: string;
}

/** @returns undefined for a text that is no pairing file. */
export function readPairingFile(text: string): PairingText | undefined {
  const pairingCode = /^\s*Pairing code:(.*)$/im.exec(text)?.[1]?.trim() ?? '';
  const addresses = [...text.matchAll(/^\s*Address:(.*)$/gim)].map(([, address = '']) => address.trim());
  return pairingCode === '' || addresses.length === 0 ? undefined : { address: addresses.join(', '), pairingCode };
}

/** Main takes one address as it is, and several as the lines of a pairing file. */
export function toAddressInput(typed: string): string {
  const addresses = typed.split(/[\s,;]+/).filter(Boolean);
  return addresses.length > 1 ? addresses.map((address) => `Address: ${address}`).join('\n') : typed;
}
