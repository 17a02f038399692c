// The switches that a packaged Rekey starts with. Chromium and Node know some two thousand, and many of them take away a
// protection that SECURITY.md names: the sandbox, the key store, the content security policy. So the list says what is
// allowed, and everything else is refused.

const ANY = /^/;
const NONE = /^$/;

/** What displays, input and the key store of some computers need, and what Rekey itself knows. */
const ALLOWED: ReadonlyMap<string, RegExp> = new Map([
  ['user-data-dir', ANY],
  ['demo', NONE],
  // A Rekey without a window: see serve-arguments.ts.
  ['serve', NONE],
  ['listen', ANY],
  ['database', ANY],
  ['move-to', ANY],
  ['move-back', NONE],
  ['backups-to', ANY],
  ['prepare-standby', NONE],
  ['status', NONE],
  ['help', NONE],
  ['lang', ANY],
  ['display', ANY],
  ['disable-gpu', NONE],
  ['force-device-scale-factor', ANY],
  ['high-dpi-support', ANY],
  ['force-high-contrast', NONE],
  ['force-renderer-accessibility', ANY],
  ['ozone-platform', ANY],
  ['ozone-platform-hint', ANY],
  ['enable-wayland-ime', ANY],
  ['wayland-text-input-version', ANY],
  ['gtk-version', ANY],
  // A desktop whose key store Chromium does not find by itself. `basic` would be none.
  ['password-store', /^(gnome-libsecret|kwallet[56]?)$/],
]);

/** The Finder of older macOS gives a number of its own, for example -psn_0_12345. */
const FINDER = /^-psn_\d+_\d+$/;

/**
 * @param argv the arguments without the program, as Chromium gets them.
 * @returns the first argument that is refused.
 */
export function findRefusedSwitch(argv: readonly string[], platform: NodeJS.Platform): string | undefined {
  return argv.find((argument) => {
    // Like Chromium: spaces around it do not count, one dash is as good as two, and Windows knows the slash.
    const text = argument.trim();
    const prefix = (platform === 'win32' ? /^(--|-|\/)/ : /^--?/).exec(text)?.[0];
    if (prefix === undefined || text === prefix) return false;
    if (platform === 'darwin' && FINDER.test(text)) return false;
    const [name = '', ...value] = text.slice(prefix.length).split('=');
    return ALLOWED.get(name)?.test(value.join('=')) !== true;
  });
}
