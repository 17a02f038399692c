// How a copied secret asks clipboard histories to leave it out: formats beside the text, as password managers write them.
// Programs that keep a history and do not know these formats keep it all the same.

/** A DWORD of zero: no. */
const NO = new Uint8Array(4);
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** By the system, the names of its formats and what they hold. */
const FORMATS: Readonly<Partial<Record<NodeJS.Platform, Readonly<Record<string, Uint8Array>>>>> = {
  win32: {
    ExcludeClipboardContentFromMonitorProcessing: NO,
    CanIncludeInClipboardHistory: NO,
    CanUploadToCloudClipboard: NO,
  },
  darwin: { 'org.nspasteboard.ConcealedType': text('concealed') },
  linux: { 'x-kde-passwordManagerHint': text('secret') },
};

/** What Electron's `ClipboardItem` is made of: the secret, and the formats of this system. */
export function privateCopy(secret: string, platform: NodeJS.Platform): Readonly<Record<string, Blob>> {
  const formats = Object.entries(FORMATS[platform] ?? {}).map(([name, content]) => [
    `electron application/osclipboard;format="${name}"`,
    new Blob([new Uint8Array(content)]),
  ]);
  return { 'text/plain': new Blob([secret], { type: 'text/plain' }), ...Object.fromEntries(formats) };
}
