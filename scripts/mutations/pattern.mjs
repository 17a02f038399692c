// How a mutation finds its text. Line breaks and the trailing commas of the formatter do not count.

/** @param {string} text */
export const escapeForRegExp = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * @param {string} text
 * @returns {RegExp} global
 */
export function patternOf(text) {
  const words = text.trim().split(/\s+/).map(escapeForRegExp);
  return new RegExp(words.join('\\s+').replaceAll('\\(', '\\(\\s*').replaceAll('\\)', ',?\\s*\\)'), 'g');
}
