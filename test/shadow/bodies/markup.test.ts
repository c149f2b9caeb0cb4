import { describe, expect, test } from '@jest/globals';
import { answer, compare, differing } from '../answers.ts';

const html = (body: string) => answer(body, ['Content-Type: text/html; charset=utf-8']);
const xml = (body: string) => answer(body, ['Content-Type: application/xml']);
const page = (head: string, body: string) => `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;
const nested = (tag: string, depth: number, inside: string) => `<${tag}>`.repeat(depth) + inside + `</${tag}>`.repeat(depth);

describe('HTML pages are equal', () => {
  test.each([
    ['indented otherwise', page('<title>A</title>', '<div><p>Hello  you</p></div>'), page('\n  <title>A</title>\n', '\n  <div>\n    <p>\n Hello\nyou </p>\n  </div>\n')],
    ['attributes in another order, case and quotes', page('', '<a HREF="/x" id=y>z</a>'), page('', "<a id='y' href='/x'>z</a>")],
    ['classes in another order', page('', '<p class="a b">x</p>'), page('', '<p class=" b  a">x</p>')],
    ['a boolean attribute in three spellings', page('', '<input disabled><input checked="">'), page('', '<input disabled="disabled"><input CHECKED>')],
    ['comments', page('', '<p>a<!-- built at noon -->b</p>'), page('', '<p>ab</p><!-- served by web-3 -->')],
    ['references and characters', page('', '<p>&eacute; &amp; &#8364;</p>'), page('', '<p>é &amp; €</p>')],
    ['end tags left out', page('', '<ul><li>a<li>b</ul>'), page('', '<ul><li>a</li><li>b</li></ul>')],
    ['another nonce', page('<script nonce="abc">go()</script>', ''), page('<script nonce="xyz">go()</script>', '')],
    ['another token against forged requests', page('<meta name="csrf-token" content="a1">', '<input type=hidden name="_csrf" value="a1">'), page('<meta name="csrf-token" content="b2">', '<input type=hidden name="_csrf" value="b2">')],
    ['assets of another build', page('<script src="/app.3f2a9c1b.js"></script><link href="/app-BxK3_9aZ.css?v=1">', ''), page('<script src="/app.99aa8bb7.js"></script><link href="/app-Qq2wERt5.css?v=1">', '')],
  ])('with %s', (_, legacy, candidate) => {
    expect(differing(compare(html(legacy), html(candidate)))).toEqual([]);
  });
});

describe('HTML pages differ', () => {
  test.each([
    ['a text', page('', '<p>a</p>'), page('', '<p>b</p>'), ['value $.html[].body[].p[]']],
    ['an attribute', page('', '<p title=a>x</p>'), page('', '<p title=b>x</p>'), ['value $.html[].body[].p[].@title']],
    ['one element more, as one difference', page('', '<p>a</p><p>b</p><p>c</p>'), page('', '<p>new</p><p>a</p><p>b</p><p>c</p>'), ['extra $.html[].body[]']],
    ['white space that is seen', page('', '<b>a</b> <i>b</i>'), page('', '<b>a</b><i>b</i>'), ['missing $.html[].body[]']],
    ['white space in preformatted text', page('', '<pre>a  b</pre>'), page('', '<pre>a b</pre>'), ['value $.html[].body[].pre[]']],
    ['white space in a script', page('<script>a  b</script>', ''), page('<script>a b</script>', ''), ['value $.html[].head[].script[]']],
    ['a nonce that is gone', page('<script nonce="abc">go()</script>', ''), page('<script>go()</script>', ''), ['missing $.html[].head[].script[].@nonce']],
    ['a token that is empty', page('', '<input name="_csrf" value="a1">'), page('', '<input name="_csrf" value="">'), ['value $.html[].body[].input[].@value']],
    ['an asset of another name', page('<script src="/app.3f2a9c1b.js"></script>', ''), page('<script src="/main.3f2a9c1b.js"></script>', ''), ['value $.html[].head[].script[].@src']],
    ['the doctype, which changes how it is laid out', page('', ''), page('', '').replace('<!doctype html>', ''), ['value $.@doctype']],
    ['more tags than are walked', page('', '<i>'.repeat(20_000)), page('', `${'<i>'.repeat(20_000)} `), ['value body']],
    ['a tag longer than is read', page('', `<i ${'a'.repeat(20_000)}>`), page('', `<i  ${'a'.repeat(20_000)}>`), ['value body']],
    ['trees too deep to be walked', page('', nested('div', 400, 'a')), page('', nested('div', 400, ' a')), ['value body']],
  ])('in %s', (_, legacy, candidate, expected) => {
    expect(differing(compare(html(legacy), html(candidate)))).toEqual(expected);
  });

  test('which a mask weakens by path', () => {
    const rules = { masks: { '$.html[].body[].time[].@datetime': 'timestamp' as const } };
    const at = (moment: string) => html(page('', `<time datetime="${moment}">now</time>`));
    expect(differing(compare(at('2026-03-01T12:00:00Z'), at('2026-03-01T12:00:01Z'), rules))).toEqual([]);
    expect(differing(compare(at('2026-03-01T12:00:00Z'), at('soon'), rules))).toEqual(['class $.html[].body[].time[].@datetime']);
  });
});

describe('XML documents are equal', () => {
  test.each([
    ['attributes in another order', '<a b="1" c="2"/>', "<a c='2' b='1'></a>"],
    ['another prefix for a namespace', '<x:a xmlns:x="urn:u" x:k="1"><x:b/></x:a>', '<a xmlns="urn:u" xmlns:y="urn:u" y:k="1"><b/></a>'],
    ['CDATA and escaped text', '<a><![CDATA[1 < 2 & 3]]></a>', '<a>1 &lt; 2 &amp; 3</a>'],
    ['comments, instructions and indentation', '<?xml version="1.0"?><a><b/><!-- x --></a>', '<?xml version="1.0" encoding="UTF-8"?>\n<?style x?>\n<a>\n  <b/>\n</a>\n'],
  ])('with %s', (_, legacy, candidate) => {
    expect(differing(compare(xml(legacy), xml(candidate)))).toEqual([]);
  });
});

describe('XML documents differ', () => {
  test.each([
    ['a text', '<a><b>1</b></a>', '<a><b>2</b></a>', ['value $.a[].b[]']],
    ['white space beside text', '<a> x</a>', '<a>x</a>', ['value $.a[]']],
    ['white space that is to be preserved', '<a xml:space="preserve"> <b/></a>', '<a xml:space="preserve"><b/></a>', ['missing $.a[]']],
    ['a namespace', '<a xmlns="urn:u"/>', '<a xmlns="urn:v"/>', ['value $.a[].@xmlns']],
    ['the case of a name', '<a/>', '<A/>', ['missing $.a', 'extra $.A']],
    ['something not well-formed', '<a><b></a>', '<a><b/></a>', ['value body']],
    ['trees too deep to be walked', nested('a', 7_000, '1'), nested('a', 7_000, ' 1'), ['value body']],
  ])('in %s', (_, legacy, candidate, expected) => {
    expect(differing(compare(xml(legacy), xml(candidate)))).toEqual(expected);
  });

  test('by their text where they define entities, of which none is expanded or fetched', () => {
    const bomb = (root: string) => `<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;"><!ENTITY f SYSTEM "file:///etc/passwd">]>${root}`;
    expect(differing(compare(xml(bomb('<a>&y;&f;</a>')), xml(bomb('<a>&y;&f; </a>'))))).toEqual(['value body']);
    expect(differing(compare(xml(bomb('<a b="1"/>')), xml(bomb('<a b="1" />'))))).toEqual(['value body']);
  });

  test('in the charset that they declare', () => {
    const latin1 = answer(Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>', 'latin1'), ['Content-Type: application/xml']);
    expect(differing(compare(latin1, xml('<?xml version="1.0" encoding="UTF-8"?><a>é</a>')))).toEqual([]);
  });
});
