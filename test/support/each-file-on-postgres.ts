// Like each-file.ts, where the tests run on PostgreSQL.
import { afterAll, afterEach, beforeEach } from 'vitest';
import { closeDatabases, closeThoseOfTest, countOpened } from './engine.ts';

beforeEach(countOpened);
afterEach(closeThoseOfTest);
afterAll(closeDatabases);
