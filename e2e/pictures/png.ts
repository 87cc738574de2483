/** What pictures say of themselves: a PNG's size, and a line of text that is kept in it. */

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around a chunk's data. */
const FRAME_BYTES = 12;

/** Width and height in pixels. @throws when the bytes are no PNG. */
export function pngSize(bytes: Buffer): readonly [width: number, height: number] {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') throw new Error('not a PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

/** The picture with a line that says what it shows; Latin-1. */
export function withDescription(bytes: Buffer, text: string): Buffer {
  const type = Buffer.from('tEXt', 'latin1');
  const body = Buffer.concat([type, Buffer.from(`Description\0${text}`, 'latin1')]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - type.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(checksum(body), body.length + 4);
  // behind the header, which comes first
  const at = SIGNATURE_BYTES + FRAME_BYTES + bytes.readUInt32BE(SIGNATURE_BYTES);
  return Buffer.concat([bytes.subarray(0, at), chunk, bytes.subarray(at)]);
}

/** The line that `withDescription` has put in; null: there is none. */
export function descriptionOf(bytes: Buffer): string | null {
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const data = bytes.toString('latin1', at + 8, at + 8 + length);
    const isText = bytes.toString('latin1', at + 4, at + 8) === 'tEXt';
    if (isText && data.startsWith('Description\0')) return data.slice('Description\0'.length);
    at += length + FRAME_BYTES;
  }
  return null;
}

/** CRC-32, as PNG has it. */
function checksum(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
