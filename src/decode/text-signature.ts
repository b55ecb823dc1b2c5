import type { Signature } from '../model/facets.ts';
import { asBuffer } from './fields.ts';

const LEADING_BYTES = 2048;

const HTML: Signature = { format: 'html', mime: 'text/html' };
const XML: Signature = { format: 'xml', mime: 'application/xml' };
const SVG: Signature = { format: 'svg', mime: 'image/svg+xml' };
const JSON_TEXT: Signature = { format: 'json', mime: 'application/json' };
const GIT_LFS: Signature = { format: 'git-lfs', mime: 'text/plain' };
const TEXT: Signature = { format: 'text', mime: 'text/plain' };

const HTML_START = /^<(!doctype\s+html|html|head|body|script|title|meta|style|iframe|center|h[1-6]|p|div|table)\b/i;
const JSON_START = /^(\{\s*("|\}\s*$)|\[\s*(\{|\[|"|-?\d|\]\s*$|true|false|null))/;
const CONTROL = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/;

/** The leading bytes as text, undefined when they are not text. A cut character at the end is forgiven. */
const leadingText = (bytes: Uint8Array): string | undefined => {
  const head = asBuffer(bytes.subarray(0, LEADING_BYTES));
  if (head.length === 0) return undefined;
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const encoding = isUtf16 && head[0] === 0xfe ? 'utf-16be' : 'utf-16le';
  try {
    const decoder = new TextDecoder(isUtf16 ? encoding : 'utf-8', { fatal: true });
    const text = decoder.decode(head, { stream: bytes.length > LEADING_BYTES });
    return CONTROL.test(text) ? undefined : text.trimStart();
  } catch {
    return undefined;
  }
};

/** Text as Latin-1 when it is not UTF-8: an old server's error page is a page all the same. */
const latin1Page = (bytes: Uint8Array): string =>
  asBuffer(bytes.subarray(0, LEADING_BYTES)).toString('latin1').trimStart();

/** Pages (HTML, XML, JSON), SVG, Git LFS pointers and other text; undefined when the bytes are no text. */
export const textSignature = (bytes: Uint8Array): Signature | undefined => {
  const text = leadingText(bytes);
  if (text === undefined) return HTML_START.test(latin1Page(bytes)) ? HTML : undefined;
  if (text.startsWith('version https://git-lfs.github.com/spec/')) return GIT_LFS;
  if (text.startsWith('<')) {
    const body = text.replace(/^<\?xml[^>]*>\s*/i, '').replace(/^(<!--[\s\S]*?-->\s*)+/, '');
    if (HTML_START.test(body)) return HTML;
    if (/^(<!doctype\s+svg[^>]*>\s*)?<([\w.-]+:)?svg\b/i.test(body)) return SVG;
    if (text.startsWith('<?xml') || /^<[A-Za-z][\w:.-]*(\s|>|\/)/.test(body)) return XML;
  }
  if (JSON_START.test(text)) return JSON_TEXT;
  return TEXT;
};
