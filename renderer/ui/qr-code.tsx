// A QR code as one SVG path: no image data, and no markup from strings. It is always dark on white, with the quiet zone
// of four modules that ISO/IEC 18004 requires. Phones do not read other codes reliably.
import QRCode from 'qrcode';
import { useMemo } from 'react';

const QUIET_ZONE = 4;

/** @param largest side in pixels. Each module takes a whole number of pixels, so the code may be smaller. */
export function QrCode({ text, largest }: { readonly text: string; readonly largest: number }) {
  const { path, width } = useMemo(() => {
    const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
    let drawn = '';
    for (let y = 0; y < modules.size; y++) {
      for (let x = 0; x < modules.size; x++) {
        if (modules.get(y, x)) drawn += `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z`;
      }
    }
    return { path: drawn, width: modules.size + 2 * QUIET_ZONE };
  }, [text]);
  // Modules of 3.4 pixels would be drawn 3 or 4 pixels wide, and some phones do not read an uneven grid.
  const size = Math.max(3, Math.floor(largest / width)) * width;
  return (
    <svg
      role="img"
      aria-label="QR code"
      width={size}
      height={size}
      viewBox={`0 0 ${width} ${width}`}
      shapeRendering="crispEdges"
    >
      <rect width={width} height={width} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
