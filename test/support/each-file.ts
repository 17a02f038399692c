// Runs before each file of tests. Files of one worker share the modules that they import, so such a module cannot say by
// itself what ends with a file.
import { afterAll } from 'vitest';
import { removeTempFolders } from './temp-folder.ts';

afterAll(removeTempFolders);
