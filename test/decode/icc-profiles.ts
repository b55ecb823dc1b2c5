const be = (value: number, bytes: 2 | 4 = 4): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

/** A profile of one tag: a header that says nothing but that it is one, and `tag` at byte 144. */
export const profileWith = (tag: Buffer, signature = 'desc'): Buffer => {
  const header = Buffer.alloc(128);
  header.writeUInt32BE(144 + tag.length);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  return Buffer.concat([header, be(1), Buffer.from(signature, 'latin1'), be(144), be(tag.length), tag]);
};

/** Version 2: ASCII, then Unicode. */
export const described = (ascii: string, unicode = ''): Buffer => {
  const wide = utf16be(unicode);
  const name = Buffer.from(`${ascii}\0`, 'latin1');
  return profileWith(
    Buffer.concat([Buffer.from('desc\0\0\0\0', 'latin1'), be(name.length), name, be(0), be(wide.length / 2), wide]),
  );
};

/** Version 4: a name in each language. */
export const localized = (...names: readonly (readonly [language: string, name: string])[]): Buffer => {
  const texts = names.map(([, name]) => utf16be(name));
  let at = 16 + 12 * names.length;
  const records = names.map(([language], i) => {
    const record = Buffer.concat([Buffer.from(`${language}ZZ`, 'latin1'), be(texts[i]!.length), be(at)]);
    at += texts[i]!.length;
    return record;
  });
  return profileWith(
    Buffer.concat([Buffer.from('mluc\0\0\0\0', 'latin1'), be(names.length), be(12), ...records, ...texts]),
  );
};
