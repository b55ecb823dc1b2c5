/** The page's look: light and dark by the reader's system, ink on paper in print. Contrast is AA or better in all three. */
export const style = `
:root{color-scheme:light dark;--paper:#f6f7f9;--card:#fff;--ink:#14171c;--soft:#4d5562;--line:#dce0e6;--accent:#1550b8;
--bad:#b42318;--bad-soft:#fdeceb;--warn:#8a5300;--warn-soft:#fdf3e1;--pass:#1a6b3c;--pass-soft:#e7f5ec;--over:#7a2e8e;--over-soft:#f6eaf9;
--dark:#3b4250;--dark-soft:#eceef2;--before:#8593ab;--after:#1550b8;--code:#eef1f5}
@media (prefers-color-scheme:dark){:root{--paper:#0f1216;--card:#181c22;--ink:#e9ecf1;--soft:#a9b2c0;--line:#2b313b;--accent:#8db6ff;
--bad:#ff9b8f;--bad-soft:#3a1a18;--warn:#f2c26b;--warn-soft:#33270f;--pass:#7fd6a2;--pass-soft:#12301e;--over:#e0a8f0;--over-soft:#301838;
--dark:#c3cad6;--dark-soft:#262c35;--before:#6b7a92;--after:#8db6ff;--code:#222832}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:4rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
:lang(zh) body,body:lang(zh){font-family:system-ui,-apple-system,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif}
a{color:var(--accent)}a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:9}
.wide{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header.top{border-bottom:1px solid var(--line);background:var(--card)}
header.top .wide{display:flex;gap:.25rem 1.5rem;align-items:baseline;flex-wrap:wrap;padding-top:1rem;padding-bottom:1rem}
.brand{font-weight:750;font-size:1.2rem;letter-spacing:-.02em}.brand b{color:var(--accent)}
.run{color:var(--soft);font-size:.875rem}
nav.toc{position:sticky;top:0;background:var(--paper);border-bottom:1px solid var(--line);z-index:2}
nav.toc ul{display:flex;gap:.25rem 1.4rem;overflow-x:auto;list-style:none;margin:0;padding:.65rem 0;white-space:nowrap}
nav.toc a{text-decoration:none;font-size:.925rem;color:var(--soft)}nav.toc a:hover{color:var(--accent);text-decoration:underline}
h1{font-size:clamp(1.45rem,3.4vw,2.1rem);line-height:1.2;letter-spacing:-.02em;margin:0;text-wrap:balance}
h2{font-size:1.35rem;letter-spacing:-.01em;margin:2.75rem 0 1rem}h3{font-size:1.05rem;margin:0}h4{font-size:.9rem;margin:1rem 0 .25rem}
.verdict{margin:1.75rem 0 0;padding:1.5rem 1.6rem;border-radius:14px;background:var(--card);border:1px solid var(--line);border-left:8px solid var(--dark)}
.verdict.fail{border-left-color:var(--bad)}.verdict.warn{border-left-color:var(--warn)}.verdict.pass{border-left-color:var(--pass)}
.verdict p.partial{margin:0 0 .75rem;padding:.5rem .8rem;border:2px solid var(--warn);border-radius:8px;background:var(--warn-soft);color:var(--warn);font-weight:700}
.verdict p{margin:.5rem 0 0;color:var(--soft)}.fail h1{color:var(--bad)}.warn h1{color:var(--warn)}.pass h1{color:var(--pass)}
.sum{margin:1.25rem 0 0;display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;font-variant-numeric:tabular-nums}
.sum .op{color:var(--soft)}
.pill{display:inline-flex;gap:.45rem;align-items:baseline;padding:.12rem .7rem;border-radius:99px;font-size:.9rem;background:var(--dark-soft);color:var(--dark);white-space:nowrap}
.pill b{font-size:1rem}.pill.bad,.pill.error{background:var(--bad-soft);color:var(--bad)}.pill.suspect,.pill.warning{background:var(--warn-soft);color:var(--warn)}
.pill.ok{background:var(--pass-soft);color:var(--pass)}.pill.over-limit{background:var(--over-soft);color:var(--over)}
svg.share{display:block;width:100%;height:12px;margin-top:1.1rem;border-radius:6px}
.v-ok{fill:var(--pass)}.v-suspect{fill:var(--warn)}.v-bad{fill:var(--bad)}.v-over-limit{fill:var(--over)}.v-unexamined{fill:var(--dark)}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.1rem 1.25rem}
dl.facts{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.4rem 1.25rem;margin:0}dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.94rem}caption{text-align:left;font-weight:650;padding:.25rem 0 .5rem}
th,td{text-align:left;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
th{color:var(--soft);font-weight:600}thead th{white-space:nowrap}tbody th{color:inherit;font-weight:500}.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.id{white-space:nowrap}
td.bar{width:55%;padding-right:0}svg.bar{display:block;width:100%;height:14px}.before{fill:var(--before)}.after{fill:var(--after)}
.key{display:inline-flex;gap:.4rem;align-items:center;margin-right:1.25rem;color:var(--soft);font-size:.9rem}.key svg{width:14px;height:14px}
.checks{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}.checks p{margin:.25rem 0 0}.checks .id{color:var(--soft);font-size:.875rem}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em}
code{background:var(--code);padding:.1em .35em;border-radius:4px;overflow-wrap:anywhere}
form.filter{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin:0 0 1rem}form.filter[hidden]{display:none}
form.filter label{display:grid;gap:.2rem;font-size:.85rem;color:var(--soft)}
form.filter input,form.filter select,form.filter button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:.45rem .7rem;min-height:2.6rem}
form.filter input{min-width:min(22rem,80vw)}form.filter output{color:var(--soft);align-self:center}
ol.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,23rem),1fr));gap:1rem;list-style:none;margin:0;padding:0}
ol.gallery>li{display:grid;grid-template-columns:7.5rem 1fr;gap:0 1rem;align-content:start;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.9rem}
ol.gallery>li[hidden]{display:none}
.thumb{width:7.5rem;height:7.5rem;border-radius:8px;background:var(--code);display:grid;place-items:center;overflow:hidden;color:var(--soft);font-size:.8rem;text-align:center}
.thumb img{max-width:100%;max-height:100%;display:block}
.item h3{font-size:.95rem;overflow-wrap:anywhere;line-height:1.35}.item .meta{color:var(--soft);font-size:.84rem;margin:.25rem 0 0;overflow-wrap:anywhere}.item .pills{display:flex;flex-wrap:wrap;gap:.35rem;margin:.4rem 0 0}.item .pill{font-size:.8rem}
.reasons{grid-column:1/-1;margin:.7rem 0 0;padding:0;list-style:none}.reasons li{border-top:1px solid var(--line);padding:.5rem 0 0;margin-top:.5rem;overflow-wrap:anywhere}
.reasons .where{color:var(--soft);font-size:.84rem}details{margin-top:.35rem;font-size:.86rem}summary{cursor:pointer;color:var(--soft)}
details dl{display:grid;grid-template-columns:auto 1fr;gap:.15rem .75rem;margin:.35rem 0 0}details dt{color:var(--soft)}details dd{margin:0;overflow-wrap:anywhere}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem}figure{margin:0}figcaption{font-size:.9rem;color:var(--soft);margin-bottom:.4rem}
svg.plot{width:100%;height:auto;display:block}svg.plot text{fill:var(--soft);font-size:11px}svg.plot .axis{stroke:var(--line)}svg.plot .curve{fill:none;stroke:var(--after);stroke-width:2}
.stack{display:grid;gap:1rem}.hint{color:var(--soft);margin:.25rem 0 1rem}
footer.wide{margin:3.5rem auto 2.5rem;color:var(--soft);font-size:.875rem}
@media (max-width:38rem){dl.facts{grid-template-columns:1fr;gap:.1rem}dl.facts dd{margin-bottom:.5rem}td.bar{width:30%}}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--accent:#000;--bad:#8c1a12;--warn:#6b4000;--pass:#14532d;--over:#5b216c;--dark:#333;--before:#c3c9d4;--after:#333}
nav.toc,form.filter,.skip{display:none!important}*{print-color-adjust:exact}ol.gallery{grid-template-columns:1fr 1fr}.card,ol.gallery>li,.verdict{break-inside:avoid}h2{break-after:avoid}body{font-size:10.5pt}}
`;
