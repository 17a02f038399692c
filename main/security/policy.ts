// The content security policy of our pages, one directive a line with its reason.

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'", // everything that is not named below
  "script-src 'self'", // our bundle only; no inline script, no eval
  "style-src 'self'", // our style sheets only
  "font-src 'self'", // Inter and JetBrains Mono are shipped inside
  "img-src 'self'", // our icon; the QR code is drawn as SVG elements
  "connect-src 'none'", // a window has no business with any network
  "base-uri 'none'", // no <base> can redirect relative addresses
  "form-action 'none'", // forms are handled by script; none is ever submitted anywhere
  "frame-ancestors 'none'", // our pages are never framed
  "require-trusted-types-for 'script'", // text never becomes markup by accident
  "trusted-types 'none'", // and nobody may make a policy that allows it
].join('; ');
