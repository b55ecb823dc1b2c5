import { deflatedZeros, ihdr, joined, jpegSegment, png, pngChunk, repeated, text, zeros } from '../bytes.ts';
import { BROKEN, file, HARMLESS, type HostileFile } from './family.ts';
import { jpegFiles } from './jpeg.ts';

const smallPng = (): Buffer => png(ihdr(8, 8), pngChunk('IDAT', deflatedZeros(72)));
const smallJpeg = (): Uint8Array => {
  const bytes = Buffer.from(jpegFiles.find(({ name }) => name === 'jpeg-mpo-10000-pictures.jpg')!.bytes());
  return bytes.subarray(0, bytes.length / 10_000);
};
const gif = (): Buffer => Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const SCRIPT = '<script>alert(document.domain)</script>';
const ZIP = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64');
const PHP = '<?php system($_GET["c"]); ?>';
const SVG_BOMB = [
  '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">',
  ...Array.from(
    { length: 25 },
    (_, at) => `<!ENTITY ${String.fromCharCode(98 + at)} "${`&${String.fromCharCode(97 + at)};`.repeat(10)}">`,
  ),
  ']><svg xmlns="http://www.w3.org/2000/svg"><text>&z;</text></svg>',
].join('\n');
const SVG_FILE =
  '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>';
const PDF =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n';

const disguised: readonly (readonly [name: string, bytes: () => Uint8Array])[] = [
  ['jpeg-and-zip.jpg', () => joined(smallJpeg(), ZIP)],
  ['jpeg-and-html.jpg', () => joined(smallJpeg(), text(SCRIPT))],
  [
    'jpeg-comment-is-php.jpg',
    () => joined(smallJpeg().subarray(0, 2), jpegSegment(0xfe, text(PHP)), smallJpeg().subarray(2)),
  ],
  ['jpeg-and-mp4.jpg', () => joined(smallJpeg(), Buffer.from('0000001866747970', 'hex'), text('isom'), zeros(100))],
  ['jpeg-and-bomb.jpg', () => joined(smallJpeg(), png(ihdr(60_000, 60_000, 16, 6)))],
  ['gif-and-script.gif', () => joined(gif().subarray(0, -1), text('/*'), gif().subarray(-1), text('*/=1;alert(1)'))],
  [
    'png-and-html.png',
    () =>
      joined(
        png(ihdr(8, 8), pngChunk('tEXt', text(`Comment\0${SCRIPT}`)), pngChunk('IDAT', deflatedZeros(72))),
        text(SCRIPT),
      ),
  ],
  ['png-and-zip.png', () => joined(smallPng(), ZIP)],
  ['png-in-png.png', () => joined(smallPng(), smallPng())],
  ['pdf-and-jpeg.jpg', () => joined(text(PDF), smallJpeg())],
  ['pdf-and-jpeg.pdf', () => joined(text(PDF), smallJpeg())],
  ['jpeg-and-pdf.jpg', () => joined(smallJpeg(), text(PDF))],
  ['pdf.jpg', () => text(PDF)],
  ['postscript.jpg', () => text('%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n')],
  [
    'mvg.jpg',
    () => text('push graphic-context\nviewbox 0 0 640 480\nfill "url(https://127.0.0.1/x|ls)"\npop graphic-context\n'),
  ],
  ['svg-entities.svg', () => text(SVG_BOMB)],
  ['svg-entities.png', () => text(SVG_BOMB)],
  ['svg-reads-a-file.svg', () => text(SVG_FILE)],
  ['svg-reads-a-file.jpg', () => text(SVG_FILE)],
  ['html-of-100-mib.jpg', () => joined(text('<!DOCTYPE html>'), Buffer.alloc(100 * 2 ** 20, 0x20))],
  ['json-100000-deep.jpg', () => repeated(text('['), 100_000)],
  ['xml-100000-deep.jpg', () => joined(text('<?xml version="1.0"?>'), repeated(text('<a>'), 100_000))],
  [
    'yaml-aliases.jpg',
    () => text(Array.from({ length: 25 }, (_, at) => `a${at}: &a${at} [${`*a${at - 1}, `.repeat(9)}]`).join('\n')),
  ],
  ['zeros-100-mib.jpg', () => zeros(100 * 2 ** 20)],
  ['ones-100-mib.jpg', () => Buffer.alloc(100 * 2 ** 20, 0xff)],
  ['pickle.jpg', () => text("cos\nsystem\n(S'true'\ntR.")],
  ['elf.jpg', () => joined(Buffer.from('7f454c4602010100', 'hex'), zeros(100))],
  ['mpeg.jpg', () => joined(Buffer.from('000001ba', 'hex'), repeated(Buffer.from('000001e0ffff', 'hex'), 100_000))],
  ['matroska.jpg', () => joined(Buffer.from('1a45dfa3', 'hex'), Buffer.alloc(100_000, 0x01))],
  ['asf.jpg', () => joined(Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'), zeros(100_000))],
  ['id3.jpg', () => joined(text('ID3'), Buffer.from('0400007f7f7f7f', 'hex'), zeros(100))],
  ['ogg.jpg', () => joined(text('OggS'), zeros(100))],
  [
    'zip-of-nothing.jpg',
    () => repeated(Buffer.from('504b0304140000000000000000000000000000000000000000000000', 'hex'), 50_000),
  ],
];

/** Names as a hostile archive may carry them; what is in them is sound. */
const names: readonly string[] = [
  'line\nfeed.png',
  'tab\tand\rreturn.png',
  '\u202egnp.exe.png',
  '\u001b[2J\u001b]0;title\u0007.png',
  '-rf --no-preserve-root.png',
  '$(touch pwned)`id`;|&.png',
  '"><img src=x onerror=alert(1)>.png',
  "=cmd|' C calc'!A0.png",
  '__proto__.png',
  '%2e%2e%2f%00.png',
  ' .png',
  'e\u0301.png',
  '\u00e9.png',
  '.png',
  `${'n'.repeat(251)}.png`,
  'CON.png',
  '{}[]*?~!.png',
  '\\..\\..\\x.png',
];

export const disguiseFiles: readonly HostileFile[] = [
  ...disguised.map(([name, bytes]) =>
    file(
      `disguise-${name}`,
      name.startsWith('jpeg-') || name.startsWith('png-') || name.startsWith('gif-') ? HARMLESS : BROKEN,
      bytes,
    ),
  ),
  ...names.map((name) => file(name, ['ok', 'suspect'], smallPng)),
];
