// The logo, as in build/icon.svg: a key whose bow is a circular arrow.
export function Logo({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="64 64 896 896" aria-hidden="true">
      <rect x="64" y="64" width="896" height="896" rx="208" fill="#0f5c63" />
      <g
        transform="translate(20 2) rotate(45 512 512)"
        fill="none"
        stroke="#eef7f4"
        strokeWidth="88"
        strokeLinejoin="round"
        strokeLinecap="round"
      >
        <path d="M492.7 384A190 190 0 1 1 249.8 358.5" />
        <path d="M195.6 288.9L352.6 314.3L294 434.8Z" fill="#eef7f4" strokeWidth="24.6" />
        <path d="M546 516H868M742 516v112M868 516v112" />
      </g>
    </svg>
  );
}
