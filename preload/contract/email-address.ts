// What an email address can look like: one rule for every place where an address is typed or pasted. It refuses what no
// mail server delivers to. It does not ask whether the mailbox exists.

/** RFC 5321, section 4.5.3.1: a local part has at most 64 octets, a path 256 with its two angle brackets. */
const MOST_IN_LOCAL_PART = 64;
const MOST_IN_ADDRESS = 254;
/** RFC 1035, section 2.3.4. */
const MOST_IN_LABEL = 63;

/** A dot-string of RFC 5322, section 3.2.3, with the letters of all scripts (RFC 6531). Quoted local parts are refused. */
const LOCAL_PART = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = /^[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

/** @param address without spaces around it. */
export function isEmailAddress(address: string): boolean {
  if (address.length > MOST_IN_ADDRESS) return false;
  const at = address.indexOf('@');
  const local = address.slice(0, at);
  const labels = address.slice(at + 1).split('.');
  return (
    at > 0 &&
    local.length <= MOST_IN_LOCAL_PART &&
    LOCAL_PART.test(local) &&
    labels.length >= 2 &&
    labels.every((label) => label.length <= MOST_IN_LABEL && LABEL.test(label)) &&
    // A top-level domain has two letters or more. Four numbers are an IP address.
    /^[^\d].+$/u.test(labels.at(-1) ?? '')
  );
}
