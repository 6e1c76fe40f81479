/* SPDX-License-Identifier: Apache-2.0
 *
 * The page's style sheet. No fonts, images or scripts are loaded. Colours say how sure we are, never
 * who: no party has a colour. Each colour also has a shape (svg_glyph.c). */
#include "report/report_int.h"

/* A rule a line. */
/* clang-format off */
static const char *const lines[] = {
    ":root{color-scheme:light dark;--paper:#faf9f5;--card:#fff;--ink:#1b222c;--soft:#586270;"
    "--line:#dcd8cc;--hair:#ece9df;--link:#1d4f80;--ruled:#8c2f14;--alleged:#b35012;"
    "--undet:#666d79;--ok:#1c6b60;--pend:#57657c;--bar:#4a5f80;--bar2:#b9c4d6;--geo:#2f5d8a;"
    "--water:#e6edf1;--land:#f5f2e8;--coast:#9db1bb;--wash:#f3efe4}",
    "@media (prefers-color-scheme:dark){",
    "  :root{--paper:#13171c;--card:#1a1f26;--ink:#e9e6dd;--soft:#a9b0ba;--line:#38404a;"
    "--hair:#272e37;--link:#93bfe8;--ruled:#f0907a;--alleged:#eda45c;--undet:#a2a9b4;"
    "--ok:#72c4b4;--pend:#a3b3cc;--bar:#93a9cc;--bar2:#42506a;--geo:#8db9e6;--water:#10161c;"
    "--land:#20272e;--coast:#4d6070;--wash:#20262e}",
    "}",
    "*{box-sizing:border-box}",
    "html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}",
    "@media (prefers-reduced-motion:reduce){",
    "  html{scroll-behavior:auto}",
    "}",
    "body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,"
    "-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",\"Helvetica Neue\",Arial,sans-serif;"
    "font-variant-numeric:tabular-nums lining-nums;overflow-wrap:break-word}",
    "h1,h2,h3,.lede,.big{font-family:\"Iowan Old Style\",\"Palatino Linotype\",Palatino,"
    "\"URW Palladio L\",P052,Charter,\"Noto Serif\",Georgia,serif;font-weight:600;"
    "line-height:1.18;text-wrap:balance}",
    "h1{font-size:clamp(1.9rem,1.3rem + 2.6vw,3rem);letter-spacing:-.012em;margin:.15em 0 "
    ".3em}",
    "h2{font-size:1.55rem;margin:0 0 .35em}",
    "h3{font-size:1.1rem;margin:0 0 .4em}",
    "p{margin:0 0 .8em;max-width:44em}",
    "a{color:var(--link);text-underline-offset:.18em}",
    ":focus-visible{outline:3px solid var(--link);outline-offset:2px}",
    ".skip{position:absolute;left:-99em}",
    ".skip:focus{left:1em;top:1em;background:var(--card);padding:.5em 1em;z-index:9}",
    ".w{max-width:70rem;margin:0 auto;padding:0 clamp(1rem,4vw,2.5rem)}",
    ".banner{background:var(--ruled);color:var(--paper);text-align:center;padding:.6em 1em;"
    "font-weight:600}",
    "header.top{border-bottom:3px double var(--line);padding:2.2rem 0 1.2rem}",
    ".eyebrow{font-size:.8rem;letter-spacing:.09em;text-transform:uppercase;"
    "color:var(--soft);margin:0}",
    ".meta{display:flex;flex-wrap:wrap;gap:.3rem 2.2rem;margin:.6rem 0 0;font-size:.92rem}",
    ".meta div{display:flex;gap:.5em}",
    ".meta dt{color:var(--soft)}",
    ".meta dd{margin:0}",
    "nav.toc{border-bottom:1px solid var(--line);font-size:.9rem}",
    "nav.toc ol{display:flex;flex-wrap:wrap;gap:.15rem 1.4rem;list-style:none;margin:0;"
    "padding:.7rem 0}",
    "nav.toc a{text-decoration:none}",
    "nav.toc a:hover{text-decoration:underline}",
    "section{padding:2.2rem 0 1.4rem;border-top:1px solid var(--line)}",
    "section:first-of-type{border-top:0}",
    ".lede{font-size:1.3rem;font-weight:400;line-height:1.4;max-width:36em}",
    ".note{color:var(--soft);font-size:.92rem}",
    ".track{display:flex;flex-wrap:wrap;list-style:none;margin:1.3rem 0 0;padding:0;"
    "gap:.6rem}",
    ".track li{flex:1 1 11rem;border:1px solid var(--line);border-top:4px solid var(--c);"
    "background:var(--card);padding:.55rem .8rem .6rem}",
    ".track b{display:block;font-weight:600;line-height:1.3}",
    ".track span{font-size:.88rem;color:var(--c)}",
    ".figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));"
    "gap:.2rem 1.5rem;margin:1.3rem 0 0;padding:0}",
    ".figures div{display:flex;flex-direction:column-reverse;justify-content:flex-end}",
    ".figures dt{color:var(--soft);font-size:.88rem;line-height:1.35}",
    ".figures dd{margin:0}",
    ".big{font-size:1.9rem;font-weight:500}",
    ".card{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--c,"
    "var(--line));padding:1rem 1.2rem .9rem;margin:1rem 0}",
    ".card h3{display:flex;flex-wrap:wrap;gap:.25em .6em;align-items:baseline;"
    "justify-content:space-between}",
    ".gate{border-top:1px solid var(--hair);margin-top:.9rem;padding-top:.8rem}",
    ".gate h4{margin:0 0 .5em;font-size:1rem;display:flex;flex-wrap:wrap;gap:.25em .6em;"
    "justify-content:space-between}",
    ".state{color:var(--c);font:600 .92rem/1.4 system-ui,-apple-system,\"Segoe UI\",Roboto,"
    "\"Noto Sans\",Arial,sans-serif;white-space:nowrap}",
    ".blocks{margin:.2rem 0 .9rem;padding:0;list-style:none}",
    ".blocks li{background:var(--wash);border-left:3px solid var(--c);padding:.45rem .8rem;"
    "margin:.35rem 0}",
    ".conds{margin:.2rem 0 .8rem;padding:0;list-style:none}",
    ".conds li{display:flex;gap:.6em;padding:.25rem 0;border-bottom:1px solid var(--hair)}",
    ".conds .state{flex:0 0 8.6em}",
    ".label{font-size:.78rem;letter-spacing:.07em;text-transform:uppercase;color:var(--soft);"
    "margin:.5rem 0 .15rem;font-weight:600}",
    ".c-ruled{--c:var(--ruled)}",
    ".c-alleged{--c:var(--alleged)}",
    ".c-undet{--c:var(--undet)}",
    ".c-ok{--c:var(--ok)}",
    ".c-pend{--c:var(--pend)}",
    ".g{width:.95em;height:.95em;vertical-align:-.1em;margin-right:.35em;overflow:visible;"
    "flex:none}",
    ".g *,.gl{stroke-width:1.4}",
    "svg{display:block;max-width:100%;height:auto}",
    "svg.g{display:inline-block}",
    "svg text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",Arial,"
    "sans-serif;fill:var(--ink)}",
    ".k-violation{fill:var(--alleged);stroke:var(--alleged)}",
    ".k-ruled{fill:var(--ruled);stroke:var(--ruled)}",
    ".k-undetermined{fill:none;stroke:var(--undet);stroke-dasharray:2 1.4}",
    ".k-pending{fill:none;stroke:var(--pend)}",
    ".k-pending .i{fill:var(--pend)}",
    ".k-ok{fill:none;stroke:var(--ok)}",
    ".k-late{fill:none;stroke:var(--alleged)}",
    ".k-breached{fill:var(--alleged);stroke:var(--alleged)}",
    ".clause{padding:1.1rem 0 .6rem;border-top:1px solid var(--hair)}",
    ".clause h3{margin-bottom:.15rem}",
    ".panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),"
    "1fr));gap:.5rem 1.6rem;margin:.6rem 0 .4rem}",
    ".panel{margin:0}",
    ".panel figcaption{font-size:.86rem;display:flex;justify-content:space-between;gap:1em;"
    "margin-bottom:.15rem}",
    ".panel figcaption span{color:var(--soft)}",
    ".ax{stroke:var(--line);stroke-width:1}",
    ".ph{stroke:var(--soft);stroke-width:.8;stroke-dasharray:1.5 2.5}",
    ".tx{font-size:10px;fill:var(--soft)!important}",
    ".tx{font-variant-numeric:tabular-nums}",
    ".b-r{fill:var(--ruled)}",
    ".b-l{fill:var(--bar)}",
    ".b-h{fill:var(--bar2)}",
    ".b-o{stroke:var(--bar);stroke-width:.8;fill:none}",
    ".bound{stroke:var(--alleged);stroke-width:1.4;stroke-dasharray:5 3}",
    ".s-kept{fill:var(--ok)}",
    ".s-un{fill:none;stroke:var(--undet);stroke-width:1;stroke-dasharray:3 2}",
    ".s-pe{fill:var(--hair)}",
    ".legend{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;list-style:none;padding:0;"
    "margin:.6rem 0;font-size:.88rem}",
    ".legend li{display:flex;align-items:center;gap:.45em}",
    ".legend svg{flex:none}",
    ".map{margin:1rem 0 .4rem;border:1px solid var(--line);background:var(--card)}",
    ".map figcaption{padding:.6rem .9rem;font-size:.9rem;color:var(--soft);border-top:1px "
    "solid var(--line)}",
    ".map svg{width:100%}",
    ".m-w{fill:var(--water)}",
    ".m-n{fill:var(--wash)}",
    ".m-l{fill:var(--land)}",
    ".m-c{fill:none;stroke:var(--coast);stroke-width:.7;stroke-linejoin:round}",
    ".m-g{stroke:var(--coast);stroke-width:.35;opacity:.55}",
    ".m-z{fill:var(--geo);fill-opacity:.08;stroke:var(--geo);stroke-width:1.1;"
    "stroke-linejoin:round}",
    ".m-line{fill:none;stroke:var(--geo);stroke-width:1.8;stroke-linejoin:round}",
    ".m-cor{fill:var(--ok);fill-opacity:.14;stroke:var(--ok);stroke-width:1.1}",
    ".m-e{fill:none;stroke:var(--alleged);stroke-width:.7;stroke-dasharray:2 2}",
    ".m-eu{fill:none;stroke:var(--undet);stroke-width:.7;stroke-dasharray:2 2}",
    ".many .m-e,.many .m-eu{opacity:.3}",
    ".q{stroke-width:.5}",
    ".q-a{fill:var(--alleged);stroke:var(--alleged)}",
    ".q-r{fill:var(--ruled);stroke:var(--ruled)}",
    ".q-u{fill:none;stroke:var(--undet);stroke-width:.9;stroke-dasharray:1.6 1.2}",
    ".o1{fill-opacity:.3}",
    ".o2{fill-opacity:.5}",
    ".o3{fill-opacity:.72}",
    ".o4{fill-opacity:.95}",
    ".m-p{fill:var(--soft)}",
    ".map text{font-size:9px;paint-order:stroke;stroke:var(--land);stroke-width:2.4px;"
    "stroke-linejoin:round}",
    ".map text.zl{fill:var(--geo);font-weight:600}",
    ".map text.gt{font-size:7.5px;fill:var(--soft);stroke-width:1.6px}",
    ".map text.nd{fill:var(--soft);font-style:italic}",
    ".sb{stroke:var(--ink);stroke-width:1.2;fill:none}",
    ".dark{fill:var(--ink)}",
    ".tl{margin:.8rem 0 1.2rem;display:grid;grid-template-columns:minmax(6rem,15rem) 1fr;"
    "gap:.1rem 1rem;align-items:center;font-size:.92rem}",
    ".tl svg{width:100%;height:1.7rem}",
    ".tl-run{fill:var(--bar)}",
    ".tl-plan{fill:var(--bar2)}",
    ".tl-now{fill:var(--alleged)}",
    ".tl .sub{display:flex;justify-content:space-between;gap:1em}",
    "table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.7rem 0 1rem}",
    "caption{text-align:left;color:var(--soft);font-size:.9rem;padding:.2rem 0 .4rem}",
    "th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;"
    "border-bottom:1px solid var(--hair)}",
    "thead th{font-size:.78rem;letter-spacing:.05em;text-transform:uppercase;"
    "color:var(--soft);border-bottom:1px solid var(--line);font-weight:600}",
    "td.n,th.n{text-align:right;white-space:nowrap}",
    ".scroll{overflow-x:auto}",
    "td .v{color:var(--c);font-weight:600}",
    "th small{font-weight:400}",
    "table.f .id{display:block;min-width:7.5em}",
    "td ul,td ol{margin:0;padding-left:1.1em}",
    "td small,.sub{color:var(--soft);font-size:.86em}",
    ".id{font:.82em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\","
    "monospace;overflow-wrap:anywhere}",
    "details{margin:.4rem 0 .9rem}",
    "summary{cursor:pointer;color:var(--link);font-size:.92rem}",
    ".plain{padding-left:1.2em;margin:.3rem 0 1rem}",
    ".plain li{margin:.2rem 0;max-width:48em}",
    ".two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));"
    "gap:.4rem 2.6rem}",
    ".treaty{max-width:50em}",
    ".treaty blockquote{margin:0 0 .8em;padding-left:1em;border-left:3px solid var(--line)}",
    ".says{list-style:none;margin:.2rem 0 .6rem;padding:.6rem 1rem;background:var(--wash);"
    "border-left:3px solid var(--geo)}",
    ".says>li+li{margin-top:.6rem}",
    ".says ul{margin:.15rem 0 0;padding-left:1.1em}",
    ".says small{color:var(--soft)}",
    "pre{overflow-x:auto;background:var(--card);border:1px solid var(--line);padding:.7rem "
    ".9rem;font:.84rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\","
    "monospace}",
    ".way{list-style:none;margin:.6rem 0;padding:0 0 0 1.1rem;border-left:2px solid var(--bar2)}",
    ".way li{position:relative;margin:.55rem 0}",
    ".way li::before{content:\"\";position:absolute;left:-1.46rem;top:.5em;width:.6rem;"
    "height:.6rem;border-radius:50%;background:var(--bar)}",
    ".way small{color:var(--soft)}",
    "footer{border-top:3px double var(--line);padding:1.2rem 0 3rem;color:var(--soft);"
    "font-size:.9rem}",
    ".vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);"
    "white-space:nowrap}",
    "@media (max-width:46rem){",
    "  .scroll table{min-width:34rem}",
    "  .tl{grid-template-columns:7.5rem 1fr}",
    "  section{padding-top:1.6rem}",
    "  .lede{font-size:1.15rem}",
    "  .map{margin-left:-1rem;margin-right:-1rem;border-left:0;border-right:0}",
    "  .map text{font-size:16px;stroke-width:4px}",
    "  .map text.gt{font-size:13px}",
    "  .map .l2{display:none}",
    "  .big{font-size:1.6rem}",
    "  .conds li,.conds .state{display:block}",
    "  .map .m-line{stroke-width:2.6}",
    "  .figures{grid-template-columns:1fr 1fr}",
    "  .track li{flex-basis:100%;display:flex;flex-wrap:wrap;justify-content:space-between;"
    "gap:0 .8rem}",
    "  table.f thead{position:absolute;width:1px;height:1px;overflow:hidden;"
    "clip-path:inset(50%)}",
    "  table.f,table.f tbody,table.f tr,table.f td,table.f th{display:block}",
    "  table.f caption{display:block}",
    "  table.f .id{min-width:0}",
    "  table.f tr{border:1px solid var(--line);background:var(--card);margin:.6rem 0;"
    "padding:.45rem .8rem}",
    "  table.f td,table.f th{border:0;padding:.14rem 0;display:grid;"
    "grid-template-columns:6.6em 1fr;font-weight:400}",
    "  table.f td::before,table.f th::before{content:attr(data-l);color:var(--soft);"
    "font-size:.84em}",
    "  table.f td.e{display:none}",
    "}",
    "@media print{",
    "  :root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--hair:#ddd;"
    "--link:#000;--ruled:#7a2410;--alleged:#b04f12;--undet:#555;--ok:#14564d;--pend:#444;"
    "--bar:#4a5f80;--bar2:#c4ccd9;--geo:#234a70;--water:#eef3f5;--land:#faf8f1;"
    "--coast:#9db1bb;--wash:#f4f2ec}",
    "  @page{margin:16mm 15mm}",
    "  body{font-size:10pt}",
    "  .w{max-width:none;padding:0}",
    "  nav.toc,.skip{display:none}",
    "  section{padding:.8rem 0}",
    "  .gate,.clause,.map,tr,.track{break-inside:avoid}",
    "  h2,h3,h4{break-after:avoid}",
    "  details:not([open]){display:none}",
    "  .panels{grid-template-columns:repeat(3,1fr)}",
    "  th,td{padding:.2rem .6rem .2rem 0}",
    "  .card{padding:.6rem .9rem}",
    "  p{margin-bottom:.5em}",
    "  a{text-decoration:none}",
    "  thead{display:table-header-group}",
    "  .map svg{max-height:190mm}",
    "}",
};
/* clang-format on */

void html_style(struct buf *buf)
{
    buf_puts(buf, "<style>\n");
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        buf_puts(buf, lines[i]);
        buf_putc(buf, '\n');
    }
    buf_puts(buf, "</style>\n");
}
