// Like each-file.ts, where the tests run on PostgreSQL. The engine is loaded after the file of tests, which may replace
// modules that it loads.
import { afterAll, afterEach, beforeEach } from 'vitest';

const engine = (): Promise<typeof import('./engine.ts')> => import('./engine.ts');
beforeEach(async () => (await engine()).countOpened());
afterEach(async () => (await engine()).closeThoseOfTest());
afterAll(async () => (await engine()).closeDatabases());
