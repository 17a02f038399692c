// The operating system's key store through Electron's safeStorage.
import { safeStorage } from 'electron';
import type { KeyStore } from '../storage/files/data-key.ts';

// The asynchronous calls crash Electron 42.0 right after start (fixed in 43). Electron 46 removes the synchronous ones.
const isAsyncSafe = Number(process.versions.electron.split('.')[0]) >= 43;

const NAMES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  win32: 'Windows Data Protection',
  darwin: 'the macOS Keychain',
};
const LINUX_NAMES: Readonly<Record<string, string>> = {
  gnome_libsecret: 'GNOME Keyring',
  kwallet: 'KWallet',
  kwallet5: 'KWallet',
  kwallet6: 'KWallet',
};

export const keyStore: KeyStore = {
  get name() {
    const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : '';
    return NAMES[process.platform] ?? LINUX_NAMES[backend] ?? 'the key store';
  },
  async isAvailable() {
    // "basic_text" encrypts with a password from Chromium's source code. That protects nothing, so it does not count.
    if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return false;
    return isAsyncSafe ? safeStorage.isAsyncEncryptionAvailable() : safeStorage.isEncryptionAvailable();
  },
  async wrap(text) {
    return isAsyncSafe ? safeStorage.encryptStringAsync(text) : safeStorage.encryptString(text);
  },
  async unwrap(wrapped) {
    const bytes = Buffer.from(wrapped);
    return isAsyncSafe ? (await safeStorage.decryptStringAsync(bytes)).result : safeStorage.decryptString(bytes);
  },
};
