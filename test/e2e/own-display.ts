// Gives each worker of the end-to-end tests a display of its own, where npm test has started several: two windows on one
// display take the focus from each other.
const displays = JSON.parse(process.env['REKEY_DISPLAYS'] ?? '[]') as readonly NodeJS.ProcessEnv[];
const ofWorker = Number(process.env['VITEST_POOL_ID']) - 1;
Object.assign(process.env, displays[ofWorker % displays.length]);

export {};
