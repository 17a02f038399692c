// What the firm's IT fixes on this computer. A packaged Rekey knows no other place than the system's; the tests give theirs to a
// Rekey that is not packaged.
import { app } from 'electron';
import { readPolicyFile, systemPolicyPlace } from './policy-file.ts';

const { REKEY_POLICY_FILE: given, ProgramData: programData } = process.env;

export const managedHere = readPolicyFile(
  app.isPackaged || given === undefined
    ? systemPolicyPlace(process.platform, programData)
    : { file: given, platform: process.platform, owner: process.getuid?.() ?? 0 },
);
