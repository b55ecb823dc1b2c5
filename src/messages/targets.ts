import type { Words } from '../model/check.ts';

export const targets = {
  'targets.log1p-domain': {
    en: "Target '{name}' cannot be normalized by log1p: {where} holds {value:raw}, and log1p needs values above -1. Choose another method (--target {name}:standard) or correct the value.",
    zh: '回归目标“{name}”不能用 log1p 变换：{where} 的值为 {value:raw}，而 log1p 要求值大于 -1。请改用其他方法（--target {name}:standard）或更正该值。',
  },
  'targets.normalizer-not-json': {
    en: '{file} is not JSON: {detail}. Give the targets/normalizer.json of a run.',
    zh: '{file} 不是 JSON：{detail}。请给出某次检查的 targets/normalizer.json。',
  },
  'targets.normalizer-newer': {
    en: '{file} has format {format}; this version reads up to format {known}. Update prepass.',
    zh: '{file} 的格式版本为 {format}，当前版本最高支持 {known}。请升级 prepass。',
  },
  'targets.normalizer-malformed': {
    en: '{file} is not a normalizer: {field}: {detail}. Give the targets/normalizer.json of a run, unedited.',
    zh: '{file} 不是归一化参数文件：{field}：{detail}。请给出某次检查的 targets/normalizer.json，且未经改动。',
  },
  'targets.unknown-target': {
    en: "The normalizer has no target '{name}'. It has: {known}.",
    zh: '归一化参数文件中没有回归目标“{name}”。已有：{known}。',
  },
  'targets.no-column': {
    en: "{file} has no column for target '{name}'. Its columns: {header}.",
    zh: '{file} 中没有回归目标“{name}”对应的列。现有列：{header}。',
  },
  'targets.nothing-to-convert': {
    en: '{file} has no column of any target ({known}). Its columns: {header}.',
    zh: '{file} 中没有任何回归目标（{known}）对应的列。现有列：{header}。',
  },
  'targets.column-exists': {
    en: "{file} already has a column '{name}'. Rename or remove it first: nothing is overwritten.",
    zh: '{file} 中已有列“{name}”。请先改名或删除该列：不会覆盖任何内容。',
  },
  'targets.ragged-row': {
    en: '{file}, line {line:raw}: {cells} cells, but the header has {expected}. Correct the row.',
    zh: '{file} 第 {line:raw} 行：有 {cells} 个单元格，而表头有 {expected} 个。请更正该行。',
  },
  'targets.cell-not-a-number': {
    en: "{file}, line {line:raw}, column '{column}': '{value}' is not a number. Correct the cell or empty it.",
    zh: '{file} 第 {line:raw} 行，列“{column}”：“{value}”不是数字。请更正或清空该单元格。',
  },
  'targets.cell-not-finite': {
    en: "{file}, line {line:raw}, column '{column}': '{value}' is not a finite number. Correct the cell or empty it.",
    zh: '{file} 第 {line:raw} 行，列“{column}”：“{value}”不是有限的数。请更正或清空该单元格。',
  },
  'targets.cell-outside-domain': {
    en: "{file}, line {line:raw}, column '{column}': log1p needs a value above -1, not '{value}'. Correct the cell or empty it.",
    zh: '{file} 第 {line:raw} 行，列“{column}”：log1p 要求值大于 -1，而此处为“{value}”。请更正或清空该单元格。',
  },
  'targets.cell-overflow': {
    en: "{file}, line {line:raw}, column '{column}': the converted value of '{value}' does not fit a double. Correct the cell or empty it.",
    zh: '{file} 第 {line:raw} 行，列“{column}”：“{value}”转换后的值超出双精度范围。请更正或清空该单元格。',
  },
} as const satisfies Record<string, Words>;
