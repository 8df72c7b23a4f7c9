/* Files that are not what they are called, and some that are. */
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** An archive with its entries as they are (APPNOTE 4.3), enough for what looks into one. */
function zip(entries: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(entries)) {
    const content = bytes(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([bytes('PK\x03\x04'), fields, bytes(name), content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    central.push(Buffer.concat([bytes('PK\x01\x02\x14\x00'), fields, tail, bytes(name)]));
    parts.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, directory, bytes('PK\x05\x06'), end]);
}

const office = (type: string) =>
  zip({
    '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${type}"/></Types>`,
    'word/document.xml': '<w:document/>',
    'word/vbaProject.bin': 'macro'
  });

/** A chunk of a PNG (W3C PNG, 5.3). */
function chunk(kind: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(Buffer.concat([bytes(kind), data])));
  return Buffer.concat([length, bytes(kind), data, sum]);
}

/** A picture of a few bytes that says to have nine thousand million points, all of them there to be unpacked. */
function bomb(): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(60_000, 0);
  head.writeUInt32BE(60_000, 4);
  head.writeUInt8(1, 8);
  const data = deflateSync(Buffer.alloc(1_000_000));
  return Buffer.concat([
    bytes('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', head),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0))
  ]);
}

const script = '<script>alert(1)</script>';
export const policy = bytes('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF');

/** None of these is a policy, whatever it is called. */
export const badPolicies: Record<string, Buffer> = {
  'program.pdf': bytes('MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff'),
  'page.pdf': bytes(`<!doctype html><html><body>${script}`),
  'picture.pdf': bytes(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`),
  'late.pdf': bytes(`<html>${script}<!--\n%PDF-1.4 -->`),
  'both.pdf': bytes(`GIF89a/*${script}*/=1;%PDF-1.4`),
  'macros.docx': office('application/vnd.ms-word.document.macroEnabled.main+xml'),
  'sheet.docx': office('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'),
  'archive.docx': zip({ 'a.exe': 'MZ' }),
  'text.odt': bytes('just words'),
  'empty.pdf': bytes(' ')
};

/** None of these is a logo. */
export async function badLogos(): Promise<Record<string, Buffer>> {
  const still = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
  const png = await still.clone().png().toBuffer();
  const frames = await Promise.all(
    ['red', 'blue'].map((background) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .toBuffer()
    )
  );
  const moving = (format: 'webp' | 'gif') =>
    sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
  const control = Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from([0, 0, 0, 0])]);
  return {
    'moves.webp': await moving('webp'),
    'moves.png': await moving('gif'),
    'moves-too.png': Buffer.concat([png.subarray(0, 33), chunk('acTL', control), png.subarray(33)]),
    'drawing.png': bytes(`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`),
    'bomb.png': bomb(),
    'broken.png': png.subarray(0, 40),
    'page.png': bytes(script),
    'policy.png': policy
  };
}
