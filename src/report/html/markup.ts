import { visible } from '../visible-text.ts';

const MARKUP = Symbol('markup');
const LINK = Symbol('link');

/** Text that is HTML already. Only `html` and `ownSource` make it, so nothing from a dataset can be one. */
export interface Markup {
  readonly [MARKUP]: string;
}
/** What may stand in href or src: a place on this page, or picture bytes. Never an address from a dataset. */
export interface Link {
  readonly [LINK]: string;
}
export type Hole = string | number | Markup | Link | undefined | readonly Hole[];

/** Where a hole of a template stands: between tags, or in the quoted value of the attribute named. */
type Place = { readonly kind: 'text' } | { readonly kind: 'value'; readonly attribute: string };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeText = (text: string): string => visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);

const LINK_ATTRIBUTES = ['href', 'src'];
/** Attributes in which a text could become code, style or an address: no hole may stand there. */
const FORBIDDEN = /^(on.*|style|srcdoc|srcset|action|formaction|data|xlink:href|content|http-equiv)$/;

const refuse = (why: string, before: string): never => {
  throw new Error(`template: ${why} after …${before.slice(-40)}`);
};

/** The place of the hole that follows `source`, all literal text up to it; throws where no hole is safe. */
const placeAfter = (source: string): Place => {
  if (/<(script|style|title|textarea)\b[^>]*>(?![\s\S]*<\/\1>)/i.test(source) && !/<title>$/.test(source)) {
    refuse('hole in raw text', source);
  }
  let at = 0;
  for (const tag of source.matchAll(/<(?:[^"'<>]|"[^"]*"|'[^']*')*>/g)) at = tag.index + tag[0].length;
  const open = source.indexOf('<', at);
  if (open < 0) return { kind: 'text' };
  const value = /\s([a-z][a-z0-9:-]*)="[^"]*$/i.exec(source.slice(open).replace(/="[^"]*"/g, ' '));
  if (value === null) return refuse('hole outside quotes', source);
  const attribute = value[1]!.toLowerCase();
  if (FORBIDDEN.test(attribute)) return refuse(`hole in ${attribute}`, source);
  return { kind: 'value', attribute };
};

const known = new WeakMap<TemplateStringsArray, readonly Place[]>();

const placesOf = (strings: TemplateStringsArray): readonly Place[] => {
  let places = known.get(strings);
  if (places === undefined) {
    places = strings.slice(0, -1).map((_, at) => placeAfter(strings.slice(0, at + 1).join('0')));
    known.set(strings, places);
  }
  return places;
};

const isLink = (hole: Hole): hole is Link => typeof hole === 'object' && LINK in hole;
const isMarkup = (hole: Hole): hole is Markup => typeof hole === 'object' && MARKUP in hole;

const show = (hole: Hole, place: Place): string => {
  if (hole === undefined) return '';
  if (Array.isArray(hole)) return hole.map((member) => show(member, place)).join('');
  if (place.kind === 'value' && LINK_ATTRIBUTES.includes(place.attribute)) {
    return isLink(hole) ? hole[LINK] : refuse('only a Link may stand', `${place.attribute}=`);
  }
  if (isMarkup(hole)) return place.kind === 'text' ? hole[MARKUP] : refuse('no markup may stand', place.attribute);
  if (isLink(hole)) return refuse('no Link may stand', 'text');
  return escapeText(String(hole));
};

/**
 * HTML in which everything put into a hole is text, whatever it holds: escaped, its invisible characters shown.
 * Only its own kind (`Markup`) goes in as it is. Holes outside text and quoted values, in event handlers, styles and
 * addresses throw: they are bugs of ours, found by the first call.
 */
export const html = (strings: TemplateStringsArray, ...holes: readonly Hole[]): Markup => {
  const places = placesOf(strings);
  let text = strings[0]!;
  holes.forEach((hole, at) => {
    text += show(hole, places[at]!) + strings[at + 1]!;
  });
  return { [MARKUP]: text };
};

export const textOf = (markup: Markup): string => markup[MARKUP];

/** Our own style sheet or script, which no data ever enters. */
export const ownSource = (tag: 'style' | 'script', source: string): Markup => {
  if (/<\/|<!--/.test(source)) throw new Error(`template: ${tag} source would end itself`);
  return { [MARKUP]: `<${tag}>${source}</${tag}>` };
};

/** A content security policy, which no data ever enters. */
export const ownPolicy = (policy: string): Markup => {
  if (policy.includes('"')) throw new Error('template: a quote in the policy');
  return { [MARKUP]: `<meta http-equiv="Content-Security-Policy" content="${policy}">` };
};

/** The id of a place on the page, of a text that may hold anything. */
export const placeId = (kind: string, name: string): string => `${kind}-${encodeURIComponent(visible(name))}`;

export const linkTo = (id: string): Link => ({ [LINK]: `#${encodeURIComponent(id)}` });

const isPng = (bytes: Uint8Array): boolean => bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e;
const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/** A picture inside the page; undefined for bytes that are neither PNG nor JPEG. */
export const picture = (bytes: Uint8Array): Link | undefined => {
  if (!isPng(bytes) && !isJpeg(bytes)) return undefined;
  const type = isPng(bytes) ? 'png' : 'jpeg';
  return { [LINK]: `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}` };
};
