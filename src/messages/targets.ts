import type { Words } from '../model/check.ts';

export const targets = {
  'targets.log1p-domain': {
    en: "Target '{name}' cannot be normalized by log1p: {where} holds {value:raw}, and log1p needs values above -1. Choose another method (--target {name}:standard) or correct the value.",
    zh: '回归目标“{name}”不能用 log1p 变换：{where} 的值为 {value:raw}，而 log1p 要求值大于 -1。请改用其他方法（--target {name}:standard）或更正该值。',
  },
  'targets.no-inverse': {
    en: "Target '{name}'{of} cannot be normalized by yeo-johnson: with its lambda of {lambda}, normalized values from {z} on have no way back, and a network may predict values up to 8 deviations from 0. Choose another method: --target {name}:robust, or log1p for values above -1. Files that were examined are not read again with --since RUN.",
    zh: '回归目标“{name}”{of}不能用 yeo-johnson 归一化：其 lambda 为 {lambda}，归一化值从 {z} 起无法还原，而网络的预测可能偏离 0 达 8 个标准差。请改用其他方法：--target {name}:robust，值均大于 -1 时也可用 log1p。加上 --since RUN 则已检查的文件不会重新读取。',
  },
  'targets.no-fit': {
    en: "Target '{name}'{of} cannot be normalized by yeo-johnson: with its most likely lambda of {lambda}, {value} becomes no finite number. Choose another method: --target {name}:robust. Files that were examined are not read again with --since RUN.",
    zh: '回归目标“{name}”{of}不能用 yeo-johnson 归一化：最可能的 lambda 为 {lambda}，此时 {value} 变换后不是有限数。请改用其他方法：--target {name}:robust。加上 --since RUN 则已检查的文件不会重新读取。',
  },
  'targets.too-wide': {
    en: "Target '{name}'{of} cannot be normalized by quantiles: from {min} to {max} is further than a double holds. Choose another method: --target {name}:standard. Files that were examined are not read again with --since RUN.",
    zh: '回归目标“{name}”{of}不能用分位数归一化：{min} 至 {max} 的跨度超出双精度范围。请改用其他方法：--target {name}:standard。加上 --since RUN 则已检查的文件不会重新读取。',
  },
  'targets.too-narrow': {
    en: "Target '{name}'{of} cannot be normalized by quantile-normal: all its values lie within {span}, and what lies within 1e-7 of the smallest or largest is taken for it. Write the target in a smaller unit (its range at least {least}), or choose another method: --target {name}:quantile-uniform. Files that were examined are not read again with --since RUN.",
    zh: '回归目标“{name}”{of}不能用 quantile-normal 归一化：所有值的跨度仅为 {span}，而与最小值或最大值相差不足 1e-7 的值会被视为该端点。请改用更小的单位（跨度至少 {least}），或改用其他方法：--target {name}:quantile-uniform。加上 --since RUN 则已检查的文件不会重新读取。',
  },
  'targets.form-columns': {
    en: "Target '{name}' is stated as {form}, which takes {expected} columns (keypoints: x, y and visibility of each point); it names {count}. Write --target {name}=COLUMN+COLUMN+…:{form}.",
    zh: '回归目标“{name}”声明为 {form}，需要 {expected} 列（keypoints：每个点的 x、y 和可见性）；实际列出 {count} 列。请写为 --target {name}=列名+列名+…:{form}。',
  },
  'targets.column-twice': {
    en: "The column '{name}' is named by two targets. Name each column once (--target).",
    zh: '列“{name}”被两个回归目标引用。每列只能引用一次（--target）。',
  },
  'targets.too-many-groups': {
    en: "The column '{column}' (--target-by) has more than {most} different values: that is no column of groups. Name another.",
    zh: '列“{column}”（--target-by）的不同取值超过 {most} 个，不适合作为分组列。请指定其他列。',
  },
  'targets.unread-group': {
    en: "The run did not read the column '{column}' (--target-by). Run prepass again with --target-by {column}; files that did not change are not read again.",
    zh: '该次检查没有读取列“{column}”（--target-by）。请加上 --target-by {column} 重新检查；未改动的文件不会重新读取。',
  },
  'targets.place-column': {
    en: "{file} has no column '{column}', which the normalizer needs to convert its targets. Its columns: {header}.",
    zh: '{file} 缺少列“{column}”，归一化参数文件换算其回归目标时需要该列。现有列：{header}。',
  },
  'targets.cell-no-size': {
    en: "{file}, line {line:raw}, column '{column}': '{value}' is no size of a picture. Write its pixels, as prepass export samples has them.",
    zh: '{file} 第 {line:raw} 行，列“{column}”：“{value}”不是图像尺寸。请填写像素数，可用 prepass export samples 获得。',
  },
  'targets.state-malformed': {
    en: '{file}, line {line:raw}: this is no state of a fit: {detail}. Give folders in which this version of prepass fitted targets, unedited.',
    zh: '{file} 第 {line:raw} 行：不是拟合状态文件：{detail}。请给出由当前版本的 prepass 拟合过回归目标的文件夹，且未经改动。',
  },
  'targets.states-differ': {
    en: '{file} and {first} cannot be merged: they differ in {field}: {theirs} and {ours}. Examine and fit all parts with the same --target, --target-by, --input-stats and split, by one version of prepass.',
    zh: '{file} 与 {first} 无法合并：{field} 不同：{theirs} 与 {ours}。请用同一版本的 prepass，以相同的 --target、--target-by、--input-stats 和数据划分检查并拟合各部分。',
  },
  'targets.no-state': {
    en: '{folder} holds none of {state}. Give the folder of a whole run, and fit its targets first where there are some: prepass targets fit {folder} --target NAME',
    zh: '{folder} 中没有 {state} 中的任何一个。请给出一次完整检查的文件夹；如有回归目标，请先拟合：prepass targets fit {folder} --target 名称',
  },
  'targets.part-lacks': {
    en: '{file} is missing, but there is {other}: what only some parts have cannot be merged into that of the whole. Run prepass on all parts with the same settings, or merge without that part.',
    zh: '缺少 {file}，而 {other} 存在：只有部分文件夹具有的内容无法合并为整体。请用相同设置检查所有部分，或合并时去掉该部分。',
  },
  'targets.picture-twice': {
    en: 'The picture {key} is in {first} and in {file}: it would count twice. Parts must not share samples.',
    zh: '图像 {key} 同时出现在 {first} 和 {file} 中，会被重复计算。各部分不能含有相同的样本。',
  },
  'targets.classes-malformed': {
    en: '{file} cannot be merged: {detail}. Give folders in which this version of prepass counted classes, unedited.',
    zh: '{file} 无法合并：{detail}。请给出由当前版本的 prepass 统计过类别的文件夹，且未经改动。',
  },
  'targets.classes-differ': {
    en: '{file} and {first} cannot be merged: they differ in {field}: {theirs} and {ours}, so that one number would be two classes. Examine all parts with the same --classes, --ignore-label and split.',
    zh: '{file} 与 {first} 无法合并：{field} 不同：{theirs} 与 {ours}，同一编号会对应两个类别。请用相同的 --classes、--ignore-label 和数据划分检查各部分。',
  },
  'targets.merge-needs-two': {
    en: 'There is nothing to merge. Name two folders or more: prepass targets merge A B --output OUT',
    zh: '没有可合并的内容。请给出两个或更多文件夹：prepass targets merge A B --output OUT',
  },
  'targets.merge-needs-output': {
    en: 'The merged fit needs a folder to be written to: --output FOLDER',
    zh: '请用 --output 指定合并结果写入的文件夹',
  },
  'targets.merged-twice': {
    en: '{file} is named twice: its samples would count twice. Name each part once.',
    zh: '{file} 出现两次：其样本会被重复计算。每个部分只能给出一次。',
  },
  'targets.merge-exists': {
    en: '{file} is there already, and nothing is overwritten. Name another folder with --output.',
    zh: '{file} 已存在，不会覆盖。请用 --output 指定其他文件夹。',
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
  'targets.array-form': {
    en: '{file} is no array of one number or one row of numbers for each sample, (N,) or (N, C), in C order. Write it with numpy.ascontiguousarray(y.reshape(len(y), -1)).',
    zh: '{file} 不是每个样本一个数值或一行数值的数组，即 C 顺序的 (N,) 或 (N, C)。请用 numpy.ascontiguousarray(y.reshape(len(y), -1)) 写出。',
  },
  'targets.array-width': {
    en: '{file} has rows of {count} numbers, but not exactly one target of the normalizer has as many: {known}. Give the values as a CSV with named columns.',
    zh: '{file} 每行有 {count} 个数值，但归一化文件中具有相同数量的目标不是恰好一个：{known}。请以带列名的 CSV 提供数值。',
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
