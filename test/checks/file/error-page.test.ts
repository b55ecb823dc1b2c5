import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import errorPage from '../../../src/checks/file/error-page.ts';
import { substituteIn } from '../../../src/checks/substitute.ts';
import { testCheck } from '../check-tester.ts';

const given = (content: string | Uint8Array) => {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return { file: { size: bytes.length, extension: 'jpg' }, bytes };
};
const says = (page: string, text: string) => [{ code: 'page', data: { page, says: text } }];
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

testCheck(errorPage, {
  cases: [
    {
      name: "flags a server's page and says its title",
      facets: given('<html>\r\n<head><title>404 Not Found</title></head><body></body></html>'),
      finds: says('HTML', '404 Not Found'),
    },
    {
      name: 'finds HTML behind a mark, blanks, comments and a declaration',
      facets: given(
        '\ufeff \n<?xml version="1.0"?><!-- saved --><!DOCTYPE html PUBLIC "x"><html><title>Portal</title>',
      ),
      finds: says('HTML', 'Portal'),
    },
    { name: 'finds HTML in UTF-16', facets: given(utf16('<html><title>登录</title>')), finds: says('HTML', '登录') },
    {
      name: 'says the visible text of a page without a title, scripts and styles left out',
      facets: given('<body><script>var a = "<p>";</script><style>p{}</style><p>Too many&nbsp;requests</p></body>'),
      finds: says('HTML', 'Too many requests'),
    },
    {
      name: 'defangs the addresses in what a page says',
      facets: given('<title>Go to https://evil.example/x now</title>'),
      finds: says('HTML', 'Go to https[:]//evil[.]example/x now'),
    },
    {
      name: 'flags the XML that an object store answers',
      facets: given(
        '<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>',
      ),
      finds: says('XML', 'NoSuchKey The specified key does not exist.'),
    },
    {
      name: 'flags XML without a declaration',
      facets: given('<Error><Code>AccessDenied</Code></Error>'),
      finds: says('XML', 'AccessDenied'),
    },
    {
      name: 'flags JSON and says its message',
      facets: given('{"ok":false,"error":{"code":403,"message":"Rate limit exceeded"}}'),
      finds: says('JSON', 'Rate limit exceeded'),
    },
    { name: 'flags JSON that is a list', facets: given('[]'), finds: says('JSON', '[]') },
    {
      name: 'flags a raw HTTP answer',
      facets: given('HTTP/1.1 302 Found\r\nLocation: http://a.example/\r\n\r\n'),
      finds: says('HTTP', 'HTTP/1.1 302 Found'),
    },
    { name: 'says something of a page that says nothing', facets: given('<html></html>'), finds: says('HTML', '…') },
    { name: 'takes an SVG for the picture it is', facets: given('<?xml version="1.0"?><svg width="1"/>'), finds: [] },
    {
      name: 'takes an SVG with a document type for a picture',
      facets: given('<!DOCTYPE svg PUBLIC "a" "b"><svg/>'),
      finds: [],
    },
    { name: 'is silent on text that is no page', facets: given('P3 1 1 255 0 0 0'), finds: [] },
    { name: 'is silent on a brace that begins no JSON', facets: given('{\\rtf1 hello}'), finds: [] },
    {
      name: 'is silent on a less-than sign among binary bytes',
      facets: given(Uint8Array.of(0x3c, 0x68, 0x74, 0x6d, 0x6c, 0x3e, 0, 1)),
      finds: [],
    },
    {
      name: 'is silent on a pointer, which file/git-lfs-pointer names',
      facets: given(`version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`),
      finds: [],
    },
  ],
});

describe('what lies in a file’s place', () => {
  it('is never seen in bytes that begin like a picture, whatever follows', () => {
    const marks = fc.constantFrom('\xff\xd8\xff', '\x89PNG', 'GIF89a', 'RIFF', 'II*\0', 'MM\0*', 'BM', '\x93NUMPY');
    fc.assert(
      fc.property(marks, fc.string(), (mark, rest) => {
        expect(
          substituteIn(Buffer.concat([Buffer.from(mark, 'latin1'), Buffer.from(`<html>${rest}`)])),
        ).toBeUndefined();
      }),
    );
  });

  it('is never seen in bytes that no text holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (bytes, at) => {
        const binary = Uint8Array.from(bytes);
        binary[at % binary.length] = 0;
        const isWide = binary[0] === 0xff || binary[0] === 0xfe;
        if (!isWide) expect(substituteIn(binary)).toBeUndefined();
      }),
    );
  });

  it('says text without controls, direction marks or live addresses', () => {
    const bytes = Buffer.from('<title>see https://evil.example/a \u202egpj.exe\u2028now</title>');
    expect(substituteIn(bytes)).toMatchObject({ says: 'see https[:]//evil[.]example/a gpj[.]exe now' });
  });

  it('is judged in time that grows with the bytes alone', () => {
    const hostile = [
      '<!--'.repeat(20_000),
      `<${'<'.repeat(60_000)}`,
      `<!doctype ${'['.repeat(60_000)}`,
      `<a ${' '.repeat(60_000)}`,
    ];
    for (const text of hostile) expect(() => substituteIn(Buffer.from(text))).not.toThrow();
  });
});
