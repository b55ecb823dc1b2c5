import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, linkTo, ownSource, picture, placeId, textOf } from '../../src/report/html/markup.ts';
import { HOSTILE } from './report-data.ts';

describe('the html template', () => {
  it('makes text of whatever is put into it', () => {
    expect(textOf(html`<p>${'<b>&"\'</b>'}</p>`)).toBe('<p>&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;</p>');
    expect(textOf(html`<p title="${'" onclick="x'}">${[1, 'a', undefined]}</p>`)).toBe(
      '<p title="&quot; onclick=&quot;x">1a</p>',
    );
  });

  it('puts in markup as it is, and nothing that only looks like it', () => {
    expect(textOf(html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}</ul>`)).toBe('<ul><li>1</li><li>2</li></ul>');
    const forged = JSON.parse('{"Symbol(markup)":"<script>"}');
    expect(textOf(html`<p>${forged}</p>`)).toBe('<p>[object Object]</p>');
  });

  it('leaves no markup character and no invisible character of any text', () => {
    const clean = (text: string) => {
      const inner = textOf(html`<p>${text}</p>`).slice(3, -4);
      expect(inner).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    };
    HOSTILE.forEach(clean);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), clean));
  });

  it('refuses holes where a text could become code', () => {
    const x = 'x';
    expect(() => html`<p onclick="${x}">`).toThrow(/onclick/);
    expect(() => html`<p style="color:${x}">`).toThrow(/style/);
    expect(() => html`<p title=${x}>`).toThrow(/outside quotes/);
    expect(() => html`<p ${x}>`).toThrow(/outside quotes/);
    expect(() => html`<${x}>`).toThrow(/outside quotes/);
    expect(() => html`<p title='${x}'>`).toThrow(/outside quotes/);
    expect(() => html`<script>${x}</script>`).toThrow(/raw text/);
    expect(() => html`<style>${x}</style>`).toThrow(/raw text/);
    expect(() => html`<p title="${html`<b>`}">`).toThrow(/no markup/);
  });

  it('takes addresses of its own making only', () => {
    expect(() => html`<a href="${'javascript:alert(1)'}">x</a>`).toThrow(/only a Link/);
    expect(() => html`<img src="${'https://evil.test/'}">`).toThrow(/only a Link/);
    expect(() => html`<p>${linkTo('a')}</p>`).toThrow(/no Link/);
    expect(textOf(html`<a href="${linkTo(placeId('check', 'a/b"c'))}">`)).toBe('<a href="#check-a%252Fb%2522c">');
  });

  it('embeds pictures by their bytes, nothing else', () => {
    expect(picture(Buffer.from('<svg onload=alert(1)>'))).toBeUndefined();
    expect(picture(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBeDefined();
  });

  it('refuses own source that would end itself', () => {
    expect(() => ownSource('script', 'a("</script>")')).toThrow(/end itself/);
  });
});
