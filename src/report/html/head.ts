import { createHash } from 'node:crypto';
import { html, type Markup, ownPolicy, ownSource } from './markup.ts';
import { script } from './script.ts';
import { style } from './style.ts';

const hashOf = (source: string): string => `'sha256-${createHash('sha256').update(source).digest('base64')}'`;

/**
 * The page's own law: nothing is loaded but pictures inside the page, nothing runs or styles but the two sources below,
 * named by their hashes. Were an escape ever forgotten, this would still stop what gets in.
 */
const policy = [
  "default-src 'none'",
  'img-src data:',
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export const head = (title: string): Markup =>
  html`<head><meta charset="utf-8">${ownPolicy(policy)}<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>${title}</title>${ownSource('style', style)}</head>`;
