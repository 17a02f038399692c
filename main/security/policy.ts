// The content security policy of our pages: one directive per line, with its reason.

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'", // nothing is allowed that is not named below
  "script-src 'self'", // our bundle only; no inline script, no eval
  "style-src 'self'", // our style sheets only
  "font-src 'self'", // Inter and JetBrains Mono are part of the package
  "img-src 'self'", // our icon; the QR code is drawn as SVG elements
  "connect-src 'none'", // a window uses no network
  "base-uri 'none'", // no <base> can redirect relative addresses
  "form-action 'none'", // scripts handle forms; no form is submitted
  "frame-ancestors 'none'", // our pages are never framed
  "require-trusted-types-for 'script'", // text never becomes markup by accident
  "trusted-types 'none'", // no script can create a policy that allows it
].join('; ');
