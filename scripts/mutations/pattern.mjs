// Where a mutation finds its text. Line breaks and the formatter's trailing commas do not count.

const escapeForRegExp = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** @param {string} text @returns {RegExp} global */
export function patternOf(text) {
  const words = text.trim().split(/\s+/).map(escapeForRegExp);
  return new RegExp(words.join('\\s+').replaceAll('\\(', '\\(\\s*').replaceAll('\\)', ',?\\s*\\)'), 'g');
}
