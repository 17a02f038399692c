// What a window shows of its own computer's policy file.
import type { Policy } from '../../preload/contract/index.ts';
import type { Managed } from '../domain/managed.ts';
import { toAddressText } from '../domain/pairing.ts';
import type { Answer } from './handler.ts';

export const toShownPolicy = ({ file, problem, settings }: Managed): Answer<Policy> => ({
  file,
  problem,
  serverAddress: settings.serverAddress === undefined ? null : toAddressText(settings.serverAddress),
  signInPlace: settings.signInPlace ?? null,
  isSampleOff: settings.noSampleData === true,
});
