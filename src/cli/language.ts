import type { Lang } from '../messages/fill.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const asLang = (text: string | undefined): Lang | undefined => (text === 'zh' || text === 'en' ? text : undefined);

/** The reader's language as the system has it: LC_ALL, else LC_MESSAGES, else LANG; everything that is not Chinese reads English. */
export const systemLanguage = (environment: Environment): Lang => {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return /^zh([_.@-]|$)/i.test(locale) ? 'zh' : 'en';
};

/** The language to speak before the command line is understood: help and usage errors need one. */
export const languageOf = (argv: readonly string[], environment: Environment): Lang => {
  const at = argv.indexOf('--lang');
  const joined = argv.find((word) => word.startsWith('--lang='))?.slice('--lang='.length);
  const flag = asLang(joined ?? (at >= 0 ? argv[at + 1] : undefined));
  return flag ?? asLang(environment.PREPASS_LANG) ?? systemLanguage(environment);
};
