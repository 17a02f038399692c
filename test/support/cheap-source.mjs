// Makes the passphrase of a backup cost nothing, in the text of the one module that says what it costs.
const SHIPPED = 'const WORK_FACTOR = 18;';

/**
 * @param {string} file its path or address
 * @param {string} source
 * @returns {string}
 */
export function cheaper(file, source) {
  if (!file.endsWith('/main/storage/backup/passphrase-stanza.ts')) return source;
  const cheap = source.replace(SHIPPED, 'const WORK_FACTOR = 1;');
  if (cheap === source) throw new Error('the work factor of a backup has another place');
  return cheap;
}
