// What each request can do in the hands of somebody who finds an unlocked desktop. A request that hands out a code or
// widens a right, or takes data out, asks for presence: its input has the administrator's own fresh code. A new request does not compile
// without an entry here, and test/ipc/presence.test.ts tries each of them without a code.
import type { RequestName } from './index.ts';

/**
 * `hands_out_code`: makes, shows or saves a code or another secret of an account or of the firm.
 * `widens_right`: gives an account more than it had, opens it again, or changes the rules by which others are let in.
 * `takes_data_out`: writes what the firm knows of its people into a file.
 * `none`: reads, takes something away, or belongs to the way in, where there is no session yet.
 */
export type Effect = 'hands_out_code' | 'widens_right' | 'takes_data_out' | 'none';

export const effects = {
  'application.getState': 'none',
  // Makes the first Partner Admin, the first person of all.
  'firm.create': 'none',
  'sample.open': 'none',
  'sample.leave': 'none',
  // Shows passwords and codes on purpose, and answers only inside the sample firm.
  'sample.listPeople': 'none',

  // The way in: people prove who they are, and see their own new secrets before a session begins.
  'session.signIn': 'none',
  'session.verifyCode': 'none',
  'session.useTemporaryCode': 'none',
  'session.useRecoveryCode': 'none',
  'session.enterOneTimeCode': 'none',
  'session.activate': 'none',
  'session.choosePassword': 'none',
  'session.useRecoveryKit': 'none',
  'session.chooseKitPassword': 'none',
  'session.cancel': 'none',
  'session.acknowledge': 'none',
  'session.repudiate': 'none',
  'session.lock': 'none',
  'session.unlock': 'none',
  'session.touch': 'none',
  'session.signOut': 'none',
  'setUp.enterSetupCode': 'none',
  'setUp.confirm': 'none',
  'setUp.finish': 'none',
  'setUp.keepRecoveryKit': 'none',

  // They pass on what the window shows already.
  'clipboard.copy': 'none',
  'document.save': 'none',
  'document.print': 'none',
  'document.savePdf': 'none',
  'document.mail': 'none',
  'evidence.save': 'none',
  'window.setSecretShown': 'none',

  'account.get': 'none',
  'account.getPresence': 'none',
  'account.repudiate': 'none',
  'account.listActivity': 'none',
  'account.edit': 'none',
  // The next person who says that they are this one is checked by email and number.
  'account.changeEmail': 'widens_right',
  'account.changeNumber': 'widens_right',
  // The current password proves the person.
  'account.changePassword': 'none',
  'account.endOtherSessions': 'none',
  'account.beginAuthenticator': 'hands_out_code',
  // Begun with a code of the old authenticator, and confirmed with one of the new.
  'account.confirmAuthenticator': 'hands_out_code',
  'account.cancelAuthenticator': 'none',
  'account.regenerateRecoveryCodes': 'hands_out_code',
  'account.keepRecoveryCodes': 'none',
  'account.savePreferences': 'none',

  'users.list': 'none',
  'users.count': 'none',
  'users.get': 'none',
  'users.listActivity': 'none',
  'users.invite': 'hands_out_code',
  'users.resendInvitations': 'hands_out_code',
  'users.cancelInvitation': 'none',
  // For another email or number on file, a higher role, and more clients. A name alone needs no code.
  'users.edit': 'widens_right',
  'users.confirmNumber': 'widens_right',
  'users.rejectNumber': 'none',
  'users.listCandidates': 'none',
  'users.addToClient': 'widens_right',
  // They take something away.
  'users.removeFromClient': 'none',
  'users.resetPassword': 'hands_out_code',
  'users.issueTemporaryCode': 'hands_out_code',
  'users.revokeTemporaryCode': 'none',
  'users.getDeactivation': 'none',
  'users.deactivate': 'none',
  'users.reactivate': 'hands_out_code',
  'users.getResetPreview': 'none',
  'users.resetTwoFactor': 'hands_out_code',
  // The authenticator stays as it is.
  'users.cancelReplacement': 'none',
  'users.unfreeze': 'widens_right',
  'users.unlock': 'widens_right',

  'bulkResets.prepare': 'none',
  'bulkResets.listRows': 'none',
  'bulkResets.start': 'hands_out_code',
  'bulk.cancel': 'none',
  // The codes wait in the window, which may have been left since.
  'bulk.saveCodes': 'hands_out_code',
  'bulk.listCodes': 'hands_out_code',
  'bulk.discardCodes': 'none',

  'approvals.list': 'none',
  'approvals.decide': 'widens_right',
  'approvals.cancel': 'none',
  'approvals.carryOut': 'hands_out_code',

  'clients.list': 'none',
  'clients.get': 'none',
  'clients.listContacts': 'none',
  // A client that is new has nothing that could be opened. People keep their access while a client is terminated.
  'clients.add': 'none',
  'clients.edit': 'none',
  'clients.terminate': 'none',
  'clients.restore': 'none',
  'clients.listForAccess': 'none',

  'settings.get': 'none',
  'settings.save': 'widens_right',
  'alerts.list': 'none',
  'alerts.markSeen': 'none',
  // Two accounts count as two people then, and one of them can approve what the other asks for.
  'alerts.vouch': 'widens_right',
  'recoveryKit.get': 'none',
  'recoveryKit.replace': 'hands_out_code',
  'recoveryKit.keep': 'none',
  'recoveryKit.stopUse': 'hands_out_code',
  'backups.get': 'none',
  // The file holds every secret of the firm, under a passphrase of the person's own.
  'dataKey.check': 'none',
  'backups.make': 'hands_out_code',
  'backups.move': 'hands_out_code',
  // There is no session: it takes a Partner Admin’s password and code itself.
  'firm.useAgain': 'none',
  'backups.plan': 'hands_out_code',
  // The files that are there stay there.
  'backups.stopPlan': 'none',
  'backups.choose': 'none',
  'backups.open': 'none',
  'backups.leave': 'none',
  // Rights and credentials are what they were when the backup was made.
  'backups.restore': 'widens_right',
  // There is no firm yet: a person with the file and its passphrase can read all of it anyway.
  'firm.restore': 'none',
  'firm.getStart': 'none',
  'overview.read': 'none',
  // They leave every account as it is. What gives or takes access is an act of its own.
  'reviews.get': 'none',
  'reviews.start': 'none',
  'reviews.count': 'none',
  'reviews.listRows': 'none',
  'reviews.getDecision': 'none',
  'reviews.confirm': 'none',
  'reviews.takeBack': 'none',
  'reviews.finish': 'none',
  'reviews.report': 'none',
  'desktops.get': 'none',
  // A port is open then, and other computers may sign in.
  'desktops.serve': 'widens_right',
  'desktops.stopServing': 'none',
  'desktops.pair': 'hands_out_code',
  // What is done from then on is lost with one machine.
  'desktops.goOnWithoutStandby': 'widens_right',
  'desktops.revoke': 'none',
  'line.get': 'none',
  'policy.get': 'none',
  // There is no firm here, and the pairing code is the proof.
  'line.join': 'none',
  'line.leave': 'none',
  // It changes what one desktop remembers, after the firm was told.
  'line.acceptRecord': 'none',
  'activity.list': 'none',
  'activity.count': 'none',
  'activity.verify': 'none',
  // What stands on every paper that the person may print.
  'activity.getHead': 'none',
  'activity.checkPrinted': 'none',

  'users.export': 'takes_data_out',
  'clients.export': 'takes_data_out',
  'activity.export': 'takes_data_out',
  'exports.stop': 'none',
  'evidence.begin': 'takes_data_out',
  // They pass on the pack that was begun with a code, to the window that began it.
  'evidence.listRecords': 'none',
  'evidence.getPiece': 'none',
  'evidence.sign': 'none',
  // What the person has chosen in the system's dialog, and what would become of it.
  'imports.saveTemplate': 'none',
  'imports.choose': 'none',
  'imports.plan': 'none',
  'imports.planClients': 'none',
  'imports.listRows': 'none',
  'imports.saveRefused': 'none',
  'imports.start': 'hands_out_code',
} as const satisfies Readonly<Record<RequestName, Effect>>;
