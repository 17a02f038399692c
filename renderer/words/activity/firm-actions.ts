// Recorded actions on the firm: its settings, its recovery kit and its record.
import type { ActionEntry } from './action-entry.ts';

export const FIRM_ACTIONS: Readonly<Record<string, ActionEntry>> = {
  'record.cut': {
    name: 'Record was cut or replaced',
    did: 'The activity record does not go on from where it was: an older database was put back, or the record was changed',
    isImpersonal: true,
  },
  'record.altered': {
    name: 'Record was altered',
    did: 'Another program has changed the activity record: what it holds there is not what Rekey wrote',
    isImpersonal: true,
  },
  'record.seen_otherwise': {
    name: 'A desktop has seen another record',
    did: 'A desktop remembers records that are not here: an older state was put back, or the record was rewritten',
    isImpersonal: true,
  },
  'record.unreadable': {
    name: 'This record cannot be read',
    did: 'This record cannot be read: another program has changed it in the file',
    isImpersonal: true,
  },
  'credential.altered': {
    name: 'Sign-in data was altered',
    did: 'Another program has changed what is stored for the sign-in of {whom}, so it opens nothing',
    isImpersonal: true,
  },
  'alerts.list': {
    name: 'Alerts',
    did: 'looked at the alerts',
    triedTo: 'look at the alerts',
    requests: ['alerts.markSeen'],
  },
  'alert.vouched': {
    name: 'Vouched for',
    did: 'vouched for what was done to {whom}',
    triedTo: 'vouch for what was done to somebody',
    requests: ['alerts.vouch'],
  },
  'firm.created': { name: 'Firm created', did: 'created the firm' },
  'settings.changed': {
    name: 'Settings changed',
    did: 'changed the settings',
    triedTo: 'change the settings',
    requests: ['settings.save', 'settings.get', 'dataKey.check'],
  },
  'recovery_kit.made': { name: 'Recovery kit made', did: 'was given a new recovery kit to keep' },
  'recovery_kit.kept': {
    name: 'Recovery kit kept',
    did: 'said that the recovery kit is kept safe',
    triedTo: 'say that the recovery kit is kept safe',
    requests: ['recoveryKit.keep'],
  },
  'recovery_kit.replaced': {
    name: 'Recovery kit replaced',
    did: 'replaced the recovery kit',
    triedTo: 'replace the recovery kit',
    requests: ['recoveryKit.replace', 'recoveryKit.get'],
  },
  'data_key.found': {
    name: 'Key opened again',
    did: 'The key to the data was not in the key store of this computer, and was opened another way',
    isImpersonal: true,
  },
  'backup.begun': {
    name: 'Backup begun',
    did: 'began a backup of the firm',
    triedTo: 'make a backup of the firm',
    requests: ['backups.make', 'backups.get'],
  },
  'backup.made': { name: 'Backup made', did: 'made a backup of the firm, which was opened again and checked' },
  'backup.made_by_plan': {
    name: 'Automatic backup made',
    did: 'An automatic backup of the firm was made, opened again and checked',
    isImpersonal: true,
  },
  'backup.failed': {
    name: 'Automatic backup failed',
    did: 'The automatic backup of the firm could not be made',
    isImpersonal: true,
  },
  'backup.planned': {
    name: 'Automatic backups begun',
    did: 'began automatic backups',
    triedTo: 'begin automatic backups',
    requests: ['backups.plan'],
  },
  'backup.plan_ended': {
    name: 'Automatic backups ended',
    did: 'ended automatic backups',
    triedTo: 'end automatic backups',
    requests: ['backups.stopPlan'],
  },
  'server.started': {
    name: 'Other desktops let in',
    did: 'let other desktops sign in to this firm',
    triedTo: 'let other desktops sign in to this firm',
    requests: ['desktops.serve', 'desktops.get'],
  },
  'server.stopped': {
    name: 'Other desktops cut off',
    did: 'stopped letting other desktops sign in',
    triedTo: 'stop letting other desktops sign in',
    requests: ['desktops.stopServing'],
  },
  'desktop.pairing_made': {
    name: 'Pairing code made',
    did: 'made a pairing code for another desktop',
    triedTo: 'make a pairing code for another desktop',
    requests: ['desktops.pair'],
  },
  'desktop.joined': {
    name: 'Desktop joined',
    did: 'let the desktop {desktop} join, with a pairing code',
    triedTo: 'join with a pairing code',
  },
  'desktop.renewed': {
    name: 'Desktop renewed its key',
    did: 'The desktop {desktop} has renewed its key and its certificate',
    isImpersonal: true,
  },
  'desktop.revoked': {
    name: 'Desktop revoked',
    did: 'revoked the desktop {desktop}',
    triedTo: 'revoke a desktop',
    requests: ['desktops.revoke'],
  },
  'firm.restored': {
    name: 'Firm restored',
    did: 'restored the firm from a backup',
    triedTo: 'restore the firm from a backup',
    requests: ['backups.choose', 'backups.open', 'backups.restore', 'backups.leave'],
  },
  'export.begun': {
    name: 'Export begun',
    did: 'began an export',
    triedTo: 'export a list',
    requests: ['users.export', 'clients.export', 'activity.export', 'exports.stop'],
  },
  'export.made': { name: 'Exported', did: 'exported a list into a file' },
  'firm.move_begun': { name: 'Move begun', did: 'began to move the firm to another computer' },
  'firm.moved': {
    name: 'Firm moved',
    did: 'moved the firm to another computer, with a file that was opened again and checked',
    triedTo: 'move the firm to another computer',
    requests: ['backups.move'],
  },
  'firm.move_failed': { name: 'Move failed', did: 'did not move the firm: the file could not be made' },
  'firm.move_interrupted': {
    name: 'Move interrupted',
    did: 'A move to another computer was interrupted before it was done, so the firm stayed here',
    isImpersonal: true,
  },
  'firm.used_again': {
    name: 'Moved copy used again',
    did: 'uses this copy again, after the firm was moved to another computer',
    triedTo: 'use this copy again, after the firm was moved to another computer',
    requests: ['firm.useAgain'],
  },
  // Reading the activity is not recorded; only a refusal is.
  'activity.list': {
    name: 'Activity',
    did: 'looked at the activity',
    triedTo: 'look at the activity',
    requests: ['activity.verify'],
  },
  'sample.filled': {
    name: 'Sample data filled in',
    did: 'The sample firm was filled in',
    isImpersonal: true,
  },
};
