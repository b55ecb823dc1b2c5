import type { Words } from '../model/check.ts';

/** What `--help` says. */
export const cliHelp = {
  'cli.about': {
    en: 'Examine every training sample before the GPU is rented: decode, check, quarantine, report.',
    zh: '在租用 GPU 之前检查每一个训练样本：解码、检查、隔离、报告。',
  },
  'cli.usageLine': {
    en: '<dataset> | <verb> …   (prepass <verb> --help)',
    zh: '<数据集> | <动词> ……   （prepass <动词> --help）',
  },
  'cli.examples': {
    en: `  prepass photos                                  examine a folder; nothing in it is changed
  prepass run photos --quarantine                 and move what is proven bad, reversibly
  prepass run labels.csv --target age:standard    examine a manifest and normalize a target
  prepass inspect photos/cat/1.jpg                one file through everything, explained
  prepass restore photos.quarantine --all         put everything back`,
    zh: `  prepass photos                                  检查一个文件夹，不改动其中任何内容
  prepass run photos --quarantine                 并移走已证实的不合格样本，可还原
  prepass run labels.csv --target age:standard    检查 CSV 清单并归一化一个回归目标
  prepass inspect photos/cat/1.jpg                对单个文件做全部检查并解释
  prepass restore photos.quarantine --all         全部还原`,
  },
  'cli.help.usage': { en: 'Usage:', zh: '用法：' },
  'cli.help.arguments': { en: 'Arguments:', zh: '参数：' },
  'cli.help.commands': { en: 'Verbs:', zh: '动词：' },
  'cli.help.options': { en: 'Options:', zh: '选项：' },
  'cli.help.exits': { en: 'Exit codes:', zh: '退出码：' },
  'cli.help.examples': { en: 'Examples:', zh: '示例：' },
  'cli.exit.0': { en: 'complete, nothing at or above --fail-on', zh: '检查完成，没有达到 --fail-on 的问题' },
  'cli.exit.1': {
    en: 'complete, something at or above --fail-on (default: error)',
    zh: '检查完成，有达到 --fail-on（默认 error）的问题',
  },
  'cli.exit.2': { en: 'usage or configuration', zh: '用法或配置有误' },
  'cli.exit.3': { en: 'incomplete: samples were not examined', zh: '不完整：有样本未被检查' },
  'cli.exit.4': { en: 'quarantine or restore only partly done', zh: '隔离或还原只完成一部分' },
  'cli.exit.5': { en: 'a safety limit was reached, nothing was moved', zh: '触及安全上限，未移动任何文件' },
  'cli.exit.70': { en: 'internal error, please report', zh: '内部错误，请反馈' },
  'cli.exit.130': {
    en: 'interrupted (143: terminated); --resume goes on',
    zh: '已中断（143：已终止）；可用 --resume 继续',
  },

  'cli.group.dataset': { en: 'Dataset:', zh: '数据集：' },
  'cli.group.examine': { en: 'Examination:', zh: '检查：' },
  'cli.group.probe': { en: 'Probe network:', zh: '探测网络：' },
  'cli.group.run': { en: 'Run:', zh: '运行：' },
  'cli.group.quarantine': { en: 'Quarantine:', zh: '隔离：' },
  'cli.group.result': { en: 'Result:', zh: '结果：' },
  'cli.group.configuration': { en: 'Configuration:', zh: '配置：' },
  'cli.group.output': { en: 'Output:', zh: '输出：' },

  'cli.flag.layout': {
    en: 'imagefolder, flat, manifest, npy, pair, rows, table or lmdb (default: detected, with its reason)',
    zh: 'imagefolder、flat、manifest、npy、pair、rows、table 或 lmdb（默认自动识别并说明原因）',
  },
  'cli.flag.manifest': {
    en: 'CSV, TSV, JSON Lines, Parquet, a list of paths, or a quoted pattern; repeated: one for each split (default: found by name)',
    zh: 'CSV、TSV、JSON Lines、Parquet、路径列表，或加引号的模式；可重复指定，每个划分一个（默认按名称查找）',
  },
  'cli.flag.pathColumn': { en: "manifest's column of paths", zh: '清单中的路径列' },
  'cli.flag.features': {
    en: 'columns of a table to train on, * for any text; default: all of numbers but labels, targets and ids',
    zh: '表格中用于训练的列，* 匹配任意文本；默认：除标签、回归目标和编号外的所有数值列',
  },
  'cli.flag.labelColumn': { en: "manifest's column of labels", zh: '清单中的标签列' },
  'cli.flag.maskColumn': { en: "manifest's column of masks", zh: '清单中的掩码列' },
  'cli.flag.splitColumn': { en: "manifest's column of splits", zh: '清单中的数据划分列' },
  'cli.flag.checksumColumn': {
    en: "manifest's column of checksums (md5, sha, ETag, Qiniu hash)",
    zh: '清单中的校验和列（md5、sha、ETag、七牛 hash）',
  },
  'cli.flag.sizeColumn': { en: "manifest's column of file sizes in bytes", zh: '清单中的文件大小列（字节）' },
  'cli.flag.expect': {
    en: 'listing of the bucket that the files came from; may be repeated',
    zh: '文件来源存储空间的列表；可重复',
  },
  'cli.flag.expectPrefix': {
    en: "what the listing's keys begin with before the path in the dataset (default: found)",
    zh: '列表中的键在数据集内路径之前的前缀（默认自动判断）',
  },
  'cli.flag.classes': {
    en: 'declared number of classes, or a file with one name a line',
    zh: '声明的类别数，或每行一个类名的文件',
  },
  'cli.flag.ignoreLabels': { en: 'labels that training ignores, such as -1,255', zh: '训练时忽略的标签，例如 -1,255' },
  'cli.flag.targets': {
    en: 'regression target: a column, or NAME=A+B+C for several as one; method: standard (default), minmax, maxabs, robust, log1p, yeo-johnson, quantile-normal, quantile-uniform, by-width, by-height, none; of columns in pixels box-xyxy, box-xywh, box-cxcywh, keypoints; may be repeated',
    zh: '回归目标：一列，或用 名称=A+B+C 将多列合为一个；方法：standard（默认）、minmax、maxabs、robust、log1p、yeo-johnson、quantile-normal、quantile-uniform、by-width、by-height、none；像素坐标列可用 box-xyxy、box-xywh、box-cxcywh、keypoints；可重复',
  },
  'cli.flag.targetBy': {
    en: 'column of groups, such as species: each is normalized by a fit of its own',
    zh: '分组列，例如 species：每组单独拟合归一化参数',
  },
  'cli.flag.targetByLeast': {
    en: 'values from which on a group has a fit of its own (default: 30); the others share the fit over all',
    zh: '组内数值达到该个数才单独拟合（默认 30）；其余各组共用整体的拟合',
  },
  'cli.flag.targetMissing': {
    en: 'what an empty target cell means: drop, mask or error (default)',
    zh: '回归目标为空时：drop、mask 或 error（默认）',
  },
  'cli.flag.inputStats': {
    en: "clean pictures to take the channels' mean and std from (default: 2000 with --target, else off)",
    zh: '用于计算各通道均值和标准差的可用图像数（默认：有 --target 时为 2000，否则为 off）',
  },
  'cli.flag.followRoots': {
    en: 'further root that links may lead to; may be repeated',
    zh: '链接可以指向的其他根目录；可重复',
  },
  'cli.flag.decoder': {
    en: 'what the trainer reads images with: pillow, opencv, torchvision, tensorflow or dali; names what that refuses or reads otherwise',
    zh: '训练程序读取图像所用的库：pillow、opencv、torchvision、tensorflow 或 dali；列出其拒绝或读法不同的文件',
  },
  'cli.flag.disable': { en: 'checks not to run', zh: '不运行的检查项' },
  'cli.flag.timeoutMs': { en: 'one file may take this long (default: 60000)', zh: '单个文件的时限（默认 60000）' },
  'cli.flag.probe': {
    en: 'pass every sample, as numbers, through a small network and its loss, in float32, float16 and bfloat16: names the sample that would make training NaN',
    zh: '让每个样本以数值形式通过一个小网络及其损失（float32、float16、bfloat16）：指出会使训练出现 NaN 的样本',
  },
  'cli.flag.probeModel': {
    en: 'ONNX model to pass them through instead (implies --probe; needs onnxruntime-node or onnxruntime-web)',
    zh: '改用此 ONNX 模型（等同于同时指定 --probe；需要 onnxruntime-node 或 onnxruntime-web）',
  },
  'cli.flag.probeRuntime': {
    en: 'what runs that model: node, web or auto (default: node where it is installed)',
    zh: '运行该模型的运行时：node、web 或 auto（默认：已安装 node 则用之）',
  },
  'cli.flag.probeLoss': {
    en: 'loss of your training: softmax, binary, l2, l1 or per-pixel (default: from what labels are)',
    zh: '训练所用的损失：softmax、binary、l2、l1 或 per-pixel（默认根据标签判断）',
  },
  'cli.flag.batchSize': {
    en: 'samples in one batch of your training; stated, classes that a batch may lack are named',
    zh: '训练时每批的样本数；指定后会指出批次中可能缺失的类别',
  },
  'cli.flag.preprocess': {
    en: 'what your training does to a sample first: imagenet, caffe or none; single steps go into the configuration file',
    zh: '训练对样本的预处理：imagenet、caffe 或 none；单独的步骤写入配置文件',
  },
  'cli.flag.out': {
    en: 'run folder (default: .prepass/runs/<id>)',
    zh: '检查记录文件夹（默认 .prepass/runs/<检查编号>）',
  },
  'cli.flag.jobs': {
    en: 'worker processes (default: from cores and memory)',
    zh: '工作进程数（默认由核数和内存决定）',
  },
  'cli.flag.resume': {
    en: 'finish the interrupted run in --out, or the latest',
    zh: '继续 --out 中或最近一次中断的检查',
  },
  'cli.flag.recheck': {
    en: 'read every file again; without it, records of unchanged files are reused',
    zh: '重新读取所有文件；默认复用未改动文件的检查记录',
  },
  'cli.flag.since': {
    en: 'run folder or id whose records are reused (default: latest finished one of this dataset)',
    zh: '复用其记录的结果目录或编号（默认：该数据集最近一次完成的检查）',
  },
  'cli.flag.filesFrom': {
    en: 'examine only the files named here (- : standard input), reuse all else unseen',
    zh: '仅检查此处列出的文件（- 表示标准输入），其余不看文件、直接复用记录',
  },
  'cli.flag.nul': {
    en: 'names of --files-from end with NUL (git diff -z, find -print0)',
    zh: '--files-from 中的文件名以 NUL 结尾（git diff -z、find -print0）',
  },
  'cli.flag.quarantine': {
    en: 'move what is proven bad; without it only a plan is made',
    zh: '移走已证实的不合格样本；否则只生成计划',
  },
  'cli.flag.quarantineDir': {
    en: 'default: <dataset>.quarantine beside the dataset',
    zh: '默认为数据集旁的 <数据集>.quarantine',
  },
  'cli.flag.quarantineScope': {
    en: 'which bad samples move: content (default), annotation',
    zh: '移动哪类不合格样本：content（默认）、annotation',
  },
  'cli.flag.maxMove': { en: 'lifts the safety limit to this many samples', zh: '将安全上限放宽到这么多样本' },
  'cli.flag.failOn': {
    en: 'severity from which the exit code is 1: error (default), warning, note, never',
    zh: '从何种严重程度起退出码为 1：error（默认）、warning、note、never',
  },
  'cli.flag.exitZero': { en: 'exit 0 where it would be 1', zh: '本应退出 1 时退出 0' },
  'cli.flag.allowIncomplete': { en: 'accept samples that were not examined', zh: '接受未检查的样本' },
  'cli.flag.ignoreUnsupported': { en: 'accept formats that nothing here decodes', zh: '接受无法解码的格式' },
  'cli.flag.dropSuspect': { en: 'leave suspect samples out of clean/', zh: 'clean/ 中不含可疑样本' },
  'cli.flag.paths': {
    en: 'paths in the clean lists: abs (default) or rel',
    zh: '可用样本清单中的路径：abs（默认）或 rel',
  },
  'cli.flag.lang': { en: 'language: en or zh (default: from the system)', zh: '语言：en 或 zh（默认取自系统）' },
  'cli.flag.opt': {
    en: 'option of a check, such as image/blank.maxDeviation=2; may be repeated',
    zh: '检查项的选项，例如 image/blank.maxDeviation=2；可重复',
  },
  'cli.flag.config': {
    en: 'settings, YAML or JSON (default: prepass.config.yaml, .yml or .json in the working directory)',
    zh: 'YAML 或 JSON 配置（默认为工作目录中的 prepass.config.yaml、.yml 或 .json）',
  },
  'cli.flag.printConfig': {
    en: 'print every setting and where it comes from, and stop',
    zh: '打印每项设置及其来源，然后退出',
  },
  'cli.flag.json': { en: 'one JSON document on stdout, nothing else there', zh: '标准输出只含一个 JSON 文档' },
  'cli.flag.quiet': { en: 'no progress', zh: '不显示进度' },
  'cli.flag.help': { en: 'show this', zh: '显示帮助' },
  'cli.flag.version': { en: 'show the version', zh: '显示版本' },
  'cli.flag.output': { en: 'write to a file instead of stdout', zh: '写入文件而非标准输出' },

  'cli.folder': { en: 'run folder (default: the latest run)', zh: '检查记录文件夹（默认最近一次检查）' },
  'cli.place': { en: 'quarantine folder', zh: '隔离区文件夹' },
  'cli.run.about': { en: 'examine a dataset (the default verb)', zh: '检查数据集（默认动词）' },
  'cli.run.dataset': {
    en: 'folder, manifest, .npy file or quoted pattern',
    zh: '文件夹、清单、.npy 文件或加引号的模式',
  },
  'cli.run.examples': {
    en: `  prepass run photos --out scan                 examine; scan/clean lists what to train on
  prepass run photos --out scan --resume        go on where it was interrupted
  prepass run labels.csv --classes 10 --target age:standard --target height:robust
  prepass run photos --quarantine --max-move 200
  prepass run photos --opt image/blank.maxDeviation=2 --disable image/trailing-data

Settings: flag > PREPASS_* (PREPASS_LABEL_COLUMN) > --config > prepass.config.yaml > default.`,
    zh: `  prepass run photos --out scan                 检查；scan/clean 列出可用样本
  prepass run photos --out scan --resume        从中断处继续
  prepass run labels.csv --classes 10 --target age:standard --target height:robust
  prepass run photos --quarantine --max-move 200
  prepass run photos --opt image/blank.maxDeviation=2 --disable image/trailing-data

设置优先级：选项 > PREPASS_*（如 PREPASS_LABEL_COLUMN）> --config > prepass.config.yaml > 默认值。`,
  },
  'cli.inspect.about': { en: 'one file through everything, explained', zh: '对单个文件做全部检查并解释' },
  'cli.inspect.file': { en: 'image or .npy file, or data.mdb of an LMDB', zh: '图像或 .npy 文件，或 LMDB 的 data.mdb' },
  'cli.inspect.row': {
    en: 'one sample of a .npy file or an LMDB, by its number from 0',
    zh: '.npy 文件或 LMDB 中的一个样本，编号从 0 计',
  },
  'cli.inspect.label': { en: 'its class, as the loss meets it', zh: '其类别，供损失使用' },
  'cli.inspect.target': { en: 'a number to predict; can be repeated', zh: '待预测的数值；可重复' },
  'cli.inspect.examples': {
    en: '  prepass inspect photos/cat/1.jpg\n  prepass inspect weights.npy --json\n  prepass inspect train_lmdb/data.mdb --row 5\n  prepass inspect photos/cat/1.jpg --probe --label 3 --classes 10',
    zh: '  prepass inspect photos/cat/1.jpg\n  prepass inspect weights.npy --json\n  prepass inspect train_lmdb/data.mdb --row 5\n  prepass inspect photos/cat/1.jpg --probe --label 3 --classes 10',
  },
  'cli.quarantine.about': { en: 'plan, apply, list or recover a quarantine', zh: '计划、执行、列出或恢复隔离' },
  'cli.quarantine.plan': { en: 'what would move, and whether it may', zh: '将移动什么、是否允许' },
  'cli.quarantine.apply': { en: 'move what a run has proven bad', zh: '移走某次检查已证实的不合格样本' },
  'cli.quarantine.list': { en: 'what is in a quarantine', zh: '隔离区中有什么' },
  'cli.quarantine.recover': { en: 'complete or roll back what was cut off', zh: '完成或回滚被中断的操作' },
  'cli.quarantine.abandon': {
    en: 'close this transaction although its file is found nowhere',
    zh: '即使找不到其文件，也结束该事务',
  },
  'cli.quarantine.examples': {
    en: '  prepass quarantine plan\n  prepass quarantine apply --max-move 200\n  prepass quarantine list photos.quarantine',
    zh: '  prepass quarantine plan\n  prepass quarantine apply --max-move 200\n  prepass quarantine list photos.quarantine',
  },
  'cli.restore.about': { en: 'put quarantined samples back', zh: '将隔离的样本还原' },
  'cli.restore.keys': { en: 'samples to put back', zh: '要还原的样本' },
  'cli.restore.all': { en: 'put back everything', zh: '全部还原' },
  'cli.restore.examples': {
    en: '  prepass restore photos.quarantine --all\n  prepass restore photos.quarantine cat/1.jpg',
    zh: '  prepass restore photos.quarantine --all\n  prepass restore photos.quarantine cat/1.jpg',
  },
  'cli.report.about': { en: "draw a run's page again and summarize it", zh: '重新生成某次检查的报告并显示摘要' },
  'cli.report.examples': {
    en: '  prepass report\n  prepass report scan --lang zh',
    zh: '  prepass report\n  prepass report scan --lang en',
  },
  'cli.export.about': {
    en: "a run's tables: samples, findings, clean or rejected",
    zh: '导出检查结果表：samples、findings、clean 或 rejected',
  },
  'cli.export.table': { en: 'run folder (default: the latest) and table', zh: '检查记录文件夹（默认最近一次）和表名' },
  'cli.export.format': { en: 'format of the rows', zh: '行的格式' },
  'cli.export.examples': {
    en: '  prepass export scan samples --format csv > samples.csv\n  prepass export findings --format jsonl | jq .check\n  prepass export scan arrays --output clean-arrays',
    zh: '  prepass export scan samples --format csv > samples.csv\n  prepass export findings --format jsonl | jq .check\n  prepass export scan arrays --output clean-arrays',
  },
  'cli.targets.about': { en: 'normalize regression targets, and back', zh: '回归目标的归一化与还原' },
  'cli.targets.fit': { en: 'fit on the clean training samples of a run', zh: '用某次检查中合格的训练样本拟合' },
  'cli.targets.transform': { en: 'add normalized columns to a CSV', zh: '为 CSV 添加归一化列' },
  'cli.targets.inverse': { en: 'turn predictions back into the original unit', zh: '将预测值换算回原单位' },
  'cli.targets.csv': {
    en: 'CSV file with the target columns, or a .npy array of the targets',
    zh: '含回归目标列的 CSV 文件，或目标的 .npy 数组',
  },
  'cli.targets.normalizer': { en: 'targets/normalizer.json of a run', zh: '某次检查的 targets/normalizer.json' },
  'cli.targets.merge': {
    en: 'make one of what was fitted on several parts of a dataset (targets, input statistics, class weights), as if all had been fitted at once',
    zh: '将数据集各部分的拟合（回归目标、输入统计、类别权重）合并为一个，结果与一次性拟合全部样本相同',
  },
  'cli.targets.parts': { en: 'run folders whose targets were fitted', zh: '已拟合回归目标的检查记录文件夹' },
  'cli.targets.output': {
    en: 'folder for normalizer.json, classes.json and what a further merge needs',
    zh: '写入 normalizer.json、classes.json 及再次合并所需文件的文件夹',
  },
  'cli.targets.examples': {
    en: `  prepass targets fit scan --target age:robust
  prepass targets fit scan --target pose=x+y+z:standard --target-by species
  prepass targets fit scan --target box=x1+y1+x2+y2:box-xyxy
  prepass targets inverse predictions.csv scan/targets/normalizer.json > ages.csv
  prepass targets merge scan-a scan-b --output merged`,
    zh: `  prepass targets fit scan --target age:robust
  prepass targets fit scan --target pose=x+y+z:standard --target-by species
  prepass targets fit scan --target box=x1+y1+x2+y2:box-xyxy
  prepass targets inverse predictions.csv scan/targets/normalizer.json > ages.csv
  prepass targets merge scan-a scan-b --output merged`,
  },
  'cli.targets.transformExamples': {
    en: `  prepass targets transform labels.csv scan/targets/normalizer.json > normalized.csv

Adds NAME_normalized beside each NAME. Targets by picture size also need the columns width and
height in pixels, those by group the column of groups.`,
    zh: `  prepass targets transform labels.csv scan/targets/normalizer.json > normalized.csv

在每个 NAME 旁添加 NAME_normalized。按图像尺寸归一化的目标还需要 width 和 height 列（像素），按组归一化的目标还需要分组列。`,
  },
  'cli.targets.inverseExamples': {
    en: `  prepass targets inverse predictions.csv scan/targets/normalizer.json > ages.csv

Reads NAME_normalized (or NAME) and adds NAME_denormalized. Targets by picture size also need the
columns width and height in pixels, those by group the column of groups.`,
    zh: `  prepass targets inverse predictions.csv scan/targets/normalizer.json > ages.csv

读取 NAME_normalized（或 NAME），添加 NAME_denormalized。按图像尺寸归一化的目标还需要 width 和 height 列（像素），按组归一化的目标还需要分组列。`,
  },
  'cli.targets.mergeExamples': {
    en: `  prepass run part-a.csv --out scan-a --target age:robust
  prepass run part-b.csv --out scan-b --target age:robust
  prepass targets merge scan-a scan-b --output merged

merged/normalizer.json and classes.json are, byte by byte, those of a single run over both parts.`,
    zh: `  prepass run part-a.csv --out scan-a --target age:robust
  prepass run part-b.csv --out scan-b --target age:robust
  prepass targets merge scan-a scan-b --output merged

merged/normalizer.json 和 classes.json 与一次检查全部数据所得的文件逐字节相同。`,
  },
  'cli.checks.about': { en: 'all checks, or one with its options', zh: '列出全部检查项，或说明其中一项' },
  'cli.checks.id': { en: 'check, such as image/barcode', zh: '检查项，例如 image/barcode' },
  'cli.checks.examples': {
    en: '  prepass checks\n  prepass checks image/barcode',
    zh: '  prepass checks\n  prepass checks image/barcode',
  },
} as const satisfies Record<string, Words>;
