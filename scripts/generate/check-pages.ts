import { z } from 'zod';
import type { AnyCheck, Code, Need } from '../../src/model/check.ts';
import { limitsSchema } from '../../src/model/config.ts';

type Language = 'en' | 'zh';

const LABELS = {
  why: { en: 'Why', zh: '为什么' },
  remedy: { en: 'What to do', zh: '怎么办' },
  gaps: { en: 'Known gaps', zh: '已知不足' },
  findings: { en: 'Findings', zh: '问题' },
  findingsHead: {
    en: '| code | severity | verdict | text |',
    zh: '| 代码 | 级别 | 判定 | 文字 |',
  },
  options: { en: 'Options', zh: '选项' },
  optionsHead: { en: '| option | meaning | default | range |', zh: '| 选项 | 含义 | 默认值 | 取值范围 |' },
  limits: { en: 'Limits of a run', zh: '一次检查的限制' },
  noOptions: { en: 'None.', zh: '无。' },
  needs: { en: 'Needs', zh: '所需数据' },
  datasetOnly: { en: 'Only the finished catalog.', zh: '仅需检查记录库。' },
  proven: { en: 'proven by the bytes', zh: '由字节证明' },
  warning: { en: 'warning', zh: '警告' },
  error: { en: 'error', zh: '错误' },
  note: { en: 'note', zh: '提示' },
  ok: { en: 'ok', zh: '合格' },
  suspect: { en: 'suspect', zh: '可疑' },
  bad: { en: 'bad', zh: '不合格' },
  'over-limit': { en: 'over-limit', zh: '超限' },
  unexamined: { en: 'unexamined', zh: '未检查' },
  content: { en: 'content: what is proven bad may be moved', zh: '内容：已证明不合格的文件可被隔离' },
  annotation: {
    en: 'annotation: the row is left out of the clean list, the file stays',
    zh: '标注：该行不进入可用样本清单，文件保持不动',
  },
} as const satisfies Record<string, Record<Language, string>>;

interface OptionSchema {
  readonly description?: string;
  readonly zh?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

const propertiesOf = (schema: z.ZodObject): Readonly<Record<string, OptionSchema>> =>
  (z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }).properties ?? {}) as Record<string, OptionSchema>;

/** Options of a check as JSON Schema properties. */
export const optionSchemas = (check: AnyCheck): Readonly<Record<string, OptionSchema>> => propertiesOf(check.options);

/** The limits belong to the run, not to a check; this one tells of them, so its page lists them. */
const LIMITS_CHECK = 'image/over-limit';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const isSafe = (bound: number): boolean => Math.abs(bound) < Number.MAX_SAFE_INTEGER;

const range = (option: OptionSchema): string => {
  if (option.enum !== undefined) return option.enum.join(' · ');
  const low = [
    option.minimum !== undefined && isSafe(option.minimum) ? `≥ ${option.minimum}` : '',
    option.exclusiveMinimum !== undefined ? `> ${option.exclusiveMinimum}` : '',
    option.maximum !== undefined && isSafe(option.maximum) ? `≤ ${option.maximum}` : '',
    option.exclusiveMaximum !== undefined ? `< ${option.exclusiveMaximum}` : '',
  ].filter((text) => text !== '');
  return [option.type ?? '', low.join(', ')].filter((text) => text !== '').join(' ');
};

const codeRow = (name: string, code: Code, language: Language): string => {
  const verdict = LABELS[code.verdict][language];
  const proven = code.proven === true ? ` (${LABELS.proven[language]})` : '';
  return `| \`${name}\` | ${LABELS[code.severity][language]} | ${verdict}${proven} | ${cell(code[language])} |`;
};

const optionRow = (name: string, option: OptionSchema, language: Language): string => {
  const meaning = language === 'zh' ? (option.zh ?? option.description) : option.description;
  return `| \`${name}\` | ${cell(meaning ?? '')} | \`${JSON.stringify(option.default)}\` | ${cell(range(option))} |`;
};

const needsOf = (check: AnyCheck): string => {
  const needs: readonly Need[] = [...check.needs, ...(check.attempts ?? [])];
  return [...new Set(needs.map(({ role, facet }) => `\`${role}.${facet}\``))].join(', ');
};

const limitsSection = (language: Language): readonly string[] => [
  `### ${LABELS.limits[language]}`,
  '',
  LABELS.optionsHead[language],
  '|---|---|---|---|',
  ...Object.entries(propertiesOf(limitsSchema)).map(([name, option]) => optionRow(`limits.${name}`, option, language)),
  '',
];

const section = (check: AnyCheck, language: Language): string => {
  const options = Object.entries(optionSchemas(check));
  const optionLines = [LABELS.optionsHead[language], '|---|---|---|---|'].concat(
    options.map(([name, option]) => optionRow(name, option, language)),
  );
  return [
    `## ${check.title[language]}`,
    '',
    LABELS[check.scope][language],
    '',
    `### ${LABELS.why[language]}`,
    '',
    check.why[language],
    '',
    `### ${LABELS.remedy[language]}`,
    '',
    check.remedy[language],
    '',
    ...(check.gaps === undefined ? [] : [`### ${LABELS.gaps[language]}`, '', check.gaps[language], '']),
    `### ${LABELS.findings[language]}`,
    '',
    LABELS.findingsHead[language],
    '|---|---|---|---|',
    ...Object.entries(check.codes as Record<string, Code>).map(([name, code]) => codeRow(name, code, language)),
    '',
    `### ${LABELS.options[language]}`,
    '',
    ...(options.length === 0 ? [LABELS.noOptions[language]] : optionLines),
    '',
    ...(check.id === LIMITS_CHECK ? limitsSection(language) : []),
    `### ${LABELS.needs[language]}`,
    '',
    needsOf(check) || LABELS.datasetOnly[language],
    '',
  ].join('\n');
};

const GENERATED = '<!-- Generated by `npm run generate` from the check. -->';

/** A check's page: English, then Chinese. */
export const checkPage = (check: AnyCheck): string =>
  [
    GENERATED,
    '',
    `# ${check.id}`,
    '',
    `version ${check.version} · ${check.stage}`,
    '',
    section(check, 'en'),
    section(check, 'zh'),
  ].join('\n');

export const indexPage = (checks: readonly AnyCheck[]): string => {
  const rows = checks.map((check) => {
    const verdicts = [...new Set(Object.values(check.codes as Record<string, Code>).map(({ verdict }) => verdict))];
    return `| [${check.id}](${check.id.replace('/', '-')}.md) | ${check.title.en} | ${check.title.zh} | ${verdicts.join(', ')} |`;
  });
  return [
    GENERATED,
    '',
    '# Checks · 检查项',
    '',
    '| check · 检查项 | English | 中文 | verdicts · 判定 |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
};
