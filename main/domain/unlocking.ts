// Unlocking opens an account that wrong passwords have locked. The password and 2FA stay as they are.

export type UnlockReason = 'mistyped' | 'somebody_else' | 'other';
