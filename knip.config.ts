// Dead code: files, exports and dependencies that nothing uses (npm run dead-code).
// Entries are what the build, Electron or a person starts. Everything else must be reachable from them or from a test.
import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'main/main.ts',
    'main/storage/engine/check-worker.ts',
    'main/storage/engine/postgres/connection-worker.ts',
    'main/storage/lists/user-index-worker.ts',
    'main/storage/record/check-record-worker.ts',
    'main/storage/backup/{backup,check-copy,derive-key}-worker.ts',
    'preload/preload.ts',
    'renderer/{main,prerender}.tsx',
    'renderer/{boot,problem}.ts',
    'renderer/styles/guide.css', // scripts/build/user-guide.ts reads it
    'scripts/{after-pack,make-icons}.mjs',
    'scripts/packages/{fpm,sizes}.mjs',
    'scripts/bench/{backups,headless,import-window,imports,line,line-window,moves,postgres,seed,slow-line,window}.ts',
    'scripts/kills/{application-kills,backup-full-disk,backup-kills,backup-work,database-kills,files-kills,first-start,line-kills,move-kills,move-work,servers-kills,strange-files}.ts',
    'scripts/bench/blank/main.cjs',
    'test/data/earlier-schemas/make.mjs',
    'test/support/cheap-passphrases.mjs',
  ],
  project: ['**/*.{ts,tsx,mjs,cjs,css}'],
  // Programs of the operating system.
  ignoreBinaries: [
    '7za',
    'apt-cache',
    'chattr',
    'dbus-daemon',
    'dbus-send',
    'dpkg-deb',
    'gnome-keyring-daemon',
    'openssl',
    'ip',
    'ldd',
    'makensis',
    'mkfifo',
    'mount',
    'nsenter',
    'rpmbuild',
    'script',
    'sha256sum',
    'socat',
    'sqlite3',
    'ssh-keygen',
    'strace',
    'systemd-nspawn',
    'umount',
    'unshare',
    'wine',
    'wineboot',
    'wineserver',
    'Xvfb',
  ],
  // Read as a file, into a page that the tests look at.
  ignoreDependencies: ['axe-core'],
  compilers: {
    // The imports of a style sheet: @import "file", and composes: name from "file".
    css: (text: string) =>
      Array.from(text.matchAll(/(?:@import|from) ("[^"]+");/g), ([, file]) => `import ${file};`).join('\n'),
  },
};

export default config;
