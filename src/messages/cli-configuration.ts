import type { Words } from '../model/check.ts';

/** What is said of configuration files and settings. */
export const cliConfiguration = {
  'cli.config-unreadable': {
    en: 'The configuration {path} cannot be read ({errno}). Name another with --config.',
    zh: '无法读取配置 {path}（{errno}）。请用 --config 指定其他文件。',
  },
  'cli.config-no-file': {
    en: 'The configuration {path} is no regular file. Name one with --config.',
    zh: '配置 {path} 不是普通文件。请用 --config 指定文件。',
  },
  'cli.config-too-big': {
    en: 'The configuration {path} is larger than {limit:B}; lists of that size belong into a file that it names (classes: FILE).',
    zh: '配置 {path} 超过 {limit:B}；这么长的列表应放入单独的文件并在配置中引用（classes: 文件）。',
  },
  'cli.config-encoding': {
    en: '{path}:{line}: the configuration is not UTF-8 (it looks like {encoding}). Save it as UTF-8.',
    zh: '{path}:{line}：配置不是 UTF-8 编码（似为 {encoding}）。请另存为 UTF-8。',
  },
  'cli.config-several': {
    en: 'There is more than one configuration here: {paths}. Keep one, or name the right one with --config.',
    zh: '此处有多个配置：{paths}。请只保留一个，或用 --config 指定。',
  },
  'cli.config-not-loaded': {
    en: 'Not loaded: {paths}. It lies inside the dataset and may have come with it. If it is yours: --config {path}',
    zh: '未加载：{paths}。它位于数据集内，可能随数据集而来。如果是您自己的配置：--config {path}',
  },
  'cli.init.about': {
    en: 'write a configuration for a dataset, every setting explained',
    zh: '为数据集写一份配置，每项设置均有说明',
  },
  'cli.init.dataset': { en: 'folder, manifest or .npy file to look at', zh: '要查看的文件夹、清单或 .npy 文件' },
  'cli.init.print': { en: 'print it, write nothing', zh: '仅打印，不写文件' },
  'cli.init.force': { en: 'replace the file that is there', zh: '覆盖已有文件' },
  'cli.init.format': { en: 'yaml (default) or json (no explanations)', zh: 'yaml（默认）或 json（无说明）' },
  'cli.init.examples': {
    en: `  prepass init photos                           write prepass.config.yaml here, classes pinned
  prepass init photos --print | less            look at it first
  prepass init labels/train.csv --format json`,
    zh: `  prepass init photos                           在此写出 prepass.config.yaml，固定类别顺序
  prepass init photos --print | less            先看一看
  prepass init labels/train.csv --format json`,
  },
  'cli.init.written': { en: 'Written: {path}', zh: '已写出：{path}' },
  'cli.init.exists': {
    en: '{path} exists already. Replace it with --force, or look at the new one with --print.',
    zh: '{path} 已存在。可用 --force 覆盖，或用 --print 查看新配置。',
  },
  'cli.init.other-exists': {
    en: '{path} exists already, and only one configuration can be in one place. Move it away first.',
    zh: '{path} 已存在，同一位置只能有一个配置。请先将其移走。',
  },
  'cli.init.in-dataset': {
    en: 'The working directory lies inside the dataset {dataset}; nothing is written there, and no configuration is loaded from there. Go elsewhere, or use --print.',
    zh: '当前工作目录位于数据集 {dataset} 内；不会在其中写入，也不会从中加载配置。请换到其他目录，或使用 --print。',
  },
  'cli.init.unwritable': {
    en: '{path} cannot be written ({errno}). Use --print and write it where you may.',
    zh: '无法写入 {path}（{errno}）。可用 --print 输出后自行保存。',
  },
  'cli.init.unknown-format': {
    en: "There is no format '{given}' (--format); there are: yaml, json",
    zh: '没有格式“{given}”（--format）；可用：yaml, json',
  },
  'cli.starter.head': {
    en: `Configuration of prepass. Lines with ## explain; a line with one # is a setting at its default: take "# " away and change it.
Every check also takes severity: note, warning, error or off.
Read from the working directory, or named with --config. A flag or a PREPASS_* variable is stronger. Paths count from the working directory.`,
    zh: `prepass 的配置。以 ## 开头的是说明；以单个 # 开头的是取默认值的设置：删去“# ”即可修改。
每个检查项还可设 severity：note、warning、error 或 off。
从工作目录读取，或用 --config 指定。命令行选项和 PREPASS_* 变量优先。路径相对于工作目录。`,
  },
  'cli.starter.seen': { en: 'Written for {dataset}: {reason}', zh: '针对 {dataset}：{reason}' },
  'cli.starter.samples': {
    en: '{samples} samples: {formats}',
    zh: '{samples} 个样本：{formats}',
  },
  'cli.starter.splits': { en: 'Splits: {splits}', zh: '数据划分：{splits}' },
  'cli.starter.others': { en: 'Files that belong to no sample: {count}', zh: '不属于任何样本的文件：{count} 个' },
  'cli.starter.pinned': {
    en: 'What was seen, pinned: a run says so when the dataset comes to differ.',
    zh: '以下为所见内容，已固定：数据集若有变化，检查时会指出。',
  },
  'cli.starter.many-classes': {
    en: '{count} classes are too many for a list here: write them into a file, one a line, and name it (classes: FILE).',
    zh: '共 {count} 个类别，过多而不宜在此列出：请写入文件（每行一个），并引用该文件（classes: 文件）。',
  },
  'cli.starter.sidecars': {
    en: 'Seen beside images: {count} files. Taken into the list, they move with their image.',
    zh: '图像旁有 {count} 个此类文件。列入后将随图像一起移动。',
  },
  'cli.starter.targets': {
    en: 'Other columns of the manifest; keep those that are numbers to predict.',
    zh: '清单的其他列；请只保留要预测的数值列。',
  },
  'cli.starter.no-default': { en: 'no default; for example:', zh: '无默认值；例如：' },
  'cli.checks.schema': {
    en: 'print the JSON Schema of configuration files, for editors',
    zh: '打印配置文件的 JSON Schema，供编辑器使用',
  },
  'cli.bad-opt': {
    en: "--opt takes check.option=value, such as image/blank.maxDeviation=2, not '{given}'",
    zh: '--opt 的格式为 检查项.选项=值，例如 image/blank.maxDeviation=2，而不是“{given}”',
  },
  'cli.bad-settings': { en: 'The configuration is not valid:\n  {settings}', zh: '配置无效：\n  {settings}' },
  'cli.more-problems': { en: '{count} more', zh: '另有 {count} 处' },
  'cli.bad-setting': {
    en: '{where}{name} = {value}; expected: {expected}{near}',
    zh: '{where}{name} = {value}；应为：{expected}{near}',
  },
  'cli.missing-setting': {
    en: '{where}{name} is missing; expected: {expected}',
    zh: '{where}缺少 {name}；应为：{expected}',
  },
  'cli.empty-setting': {
    en: '{where}{name} is there but empty; leave it out, or give it a value; expected: {expected}',
    zh: '{where}{name} 没有值；请删去或给出值；应为：{expected}',
  },
  'cli.unknown-setting': {
    en: '{where}there is no setting {name}{near}{known}',
    zh: '{where}没有设置项 {name}{near}{known}',
  },
  'cli.dataset-in-file': {
    en: '; the dataset is named on the command line: prepass run DATASET',
    zh: '；数据集在命令行上指定：prepass run 数据集',
  },
  'cli.near': { en: '; meant: {meant}?', zh: '；是否想写：{meant}？' },
  'cli.known-names': { en: '; expected one of: {names}', zh: '；应为其中之一：{names}' },

  'cli.expected.about': { en: '{shape} ({about})', zh: '{shape}（{about}）' },
  'cli.expected.none': { en: '(none)', zh: '（无）' },
  'cli.expected.or': { en: ' or ', zh: '或' },
  'cli.expected.number': { en: 'a number', zh: '数字' },
  'cli.expected.int': { en: 'a whole number', zh: '整数' },
  'cli.expected.between': { en: '{kind} from {low:raw} to {high:raw}', zh: '{low:raw} 到 {high:raw} 的{kind}' },
  'cli.expected.atLeast': { en: '{kind}, at least {low:raw}', zh: '{kind}，至少 {low:raw}' },
  'cli.expected.atMost': { en: '{kind}, at most {high:raw}', zh: '{kind}，至多 {high:raw}' },
  'cli.expected.string': { en: 'a text', zh: '文本' },
  'cli.expected.someString': { en: 'a text that is not empty', zh: '非空文本' },
  'cli.expected.boolean': { en: 'true or false', zh: 'true 或 false' },
  'cli.expected.list': { en: 'a list, each: {items}', zh: '列表，每项：{items}' },
  'cli.expected.set': { en: 'a list, none twice, each: {items}', zh: '不重复的列表，每项：{items}' },
  'cli.expected.object': { en: 'settings (name: value)', zh: '设置项（名称: 值）' },
  'cli.expected.names': { en: 'settings, of these: {names}', zh: '设置项，可用：{names}' },
  'cli.expected.check': {
    en: 'one of the {count} that `prepass checks` lists',
    zh: '`prepass checks` 列出的 {count} 项之一',
  },

  'cli.syntax.line': { en: '{where}{text}; near: {near}', zh: '{where}{text}；附近：{near}' },
  'cli.syntax.at-end': { en: 'the end of the file', zh: '文件末尾' },
  'cli.syntax.value': {
    en: 'a value is expected: a text in double quotes, a number, true, false, [list] or an object of settings',
    zh: '应为值：双引号中的文本、数字、true、false、[列表] 或 对象',
  },
  'cli.syntax.name': {
    en: 'the name of a setting in double quotes is expected, and no comma before a closing brace',
    zh: '应为双引号中的设置项名称，且右花括号前不能有逗号',
  },
  'cli.syntax.colon': {
    en: 'a colon and a blank are expected after the name of a setting',
    zh: '设置项名称之后应为冒号和空格',
  },
  'cli.syntax.nested-colon': {
    en: 'one line holds two colons: settings within a setting go on lines of their own, further in',
    zh: '一行中有两个冒号：下级设置项应另起一行并缩进',
  },
  'cli.syntax.comma': { en: 'a comma or the closing bracket is expected', zh: '应为逗号或右括号' },
  'cli.syntax.end': { en: 'the end of the file is expected', zh: '此处文件应已结束' },
  'cli.syntax.text': {
    en: 'a text in double quotes must end on its line, and \\ in it is written \\\\',
    zh: '双引号中的文本须在同一行结束，其中的 \\ 写作 \\\\',
  },
  'cli.syntax.comment': {
    en: 'JSON has no comments; a file named .yaml may have them, after #',
    zh: 'JSON 不支持注释；以 .yaml 命名的文件可用 # 写注释',
  },
  'cli.syntax.deep': { en: 'nested deeper than any configuration', zh: '嵌套层数超过任何配置所需' },
  'cli.syntax.tab': { en: 'a tab indents here; blanks are expected', zh: '此处用制表符缩进；应使用空格' },
  'cli.syntax.indent': {
    en: 'the indentation fits no line above; what belongs together is expected to begin in the same column',
    zh: '缩进与上文不符；同级内容应从同一列开始',
  },
  'cli.syntax.alias': {
    en: '* names no anchor (&name) above; write a text that begins with * in quotes',
    zh: '* 未指向上文的锚点（&名称）；以 * 开头的文本请加引号',
  },
  'cli.syntax.aliases': {
    en: 'aliases (*name) repeat more than 100,000 things',
    zh: '别名（*名称）展开后超过 10 万项',
  },
  'cli.syntax.tag': {
    en: 'tags (!name) are not understood; write a text that begins with ! in quotes',
    zh: '不支持标签（!名称）；以 ! 开头的文本请加引号',
  },
  'cli.syntax.version': { en: 'YAML 1.2 is expected: take the %YAML line out', zh: '应为 YAML 1.2：请删去 %YAML 行' },
  'cli.syntax.documents': {
    en: 'a second document (---) begins here; one is expected',
    zh: '此处开始了第二个文档（---）；只应有一个',
  },
  'cli.syntax.key': { en: 'the name of a setting is expected before the colon', zh: '冒号之前应为设置项名称' },
  'cli.syntax.duplicate': {
    en: '{name} is set a second time; each setting is expected once',
    zh: '{name} 重复设置；每个设置项只能出现一次',
  },
  'cli.syntax.proto': { en: 'there is no setting __proto__', zh: '没有设置项 __proto__' },
  'cli.syntax.no-map': {
    en: 'settings are expected (name: value)',
    zh: '应为设置项（名称: 值）',
  },
  'cli.syntax.yaml': { en: 'not YAML: {detail}', zh: '不是有效的 YAML：{detail}' },
} as const satisfies Record<string, Words>;
