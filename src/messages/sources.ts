import type { Words } from '../model/check.ts';

export const sources = {
  'sources.dataset-missing': {
    en: 'There is nothing at {path}. Check the path; a mount or a download may be missing.',
    zh: '{path} 不存在。请检查路径，或确认挂载、下载已完成。',
  },
  'sources.dataset-unreadable': {
    en: 'The dataset {path} cannot be read ({cause}). Check its permissions and its file system.',
    zh: '无法读取数据集 {path}（{cause}）。请检查权限与文件系统。',
  },
  'sources.dataset-empty': {
    en: 'The folder {path} is empty: there is nothing to examine.',
    zh: '文件夹 {path} 是空的：没有可检查的内容。',
  },
  'sources.no-samples': {
    en: 'None of the {files} files in {path} is a sample: no image or array (.npy, .npz, .safetensors, .h5) by its name, and no manifest that lists any. Name a manifest with --manifest, or state the layout with --layout.',
    zh: '{path} 中的 {files} 个文件都不是样本：按文件名没有图像或数组（.npy、.npz、.safetensors、.h5），也没有列出样本的清单。请用 --manifest 指定清单，或用 --layout 指定数据集格式。',
  },
  'sources.glob-no-match': {
    en: 'None of the {files} files in {path} matches {pattern}. A pattern counts from the dataset; * does not cross folders, ** does; quote it, so that the shell leaves it alone.',
    zh: '{path} 中的 {files} 个文件都不匹配 {pattern}。模式相对于数据集；* 不跨文件夹，** 可以；请加引号，以免被 shell 展开。',
  },
  'sources.only-links': {
    en: 'All samples in {path} are links that lead out of it ({links} of them). To read them, name the folder they lead to: --follow-root DIR.',
    zh: '{path} 中的样本全是指向其外部的链接（共 {links} 个）。如需读取，请指定链接所指的文件夹：--follow-root DIR。',
  },
  'sources.not-a-file': {
    en: '{path} is neither a folder nor a regular file.',
    zh: '{path} 既不是文件夹，也不是普通文件。',
  },
  'sources.not-a-dataset': {
    en: '{path} is a single file, but neither a manifest (.csv, .tsv, .jsonl, .txt, .parquet) nor an array (.npy, .npz, .safetensors, .h5). Give the folder it is in, or look at this one file with: prepass inspect {path}',
    zh: '{path} 是单个文件，但既不是清单（.csv、.tsv、.jsonl、.txt、.parquet），也不是数组（.npy、.npz、.safetensors、.h5）。请指定其所在文件夹，或单独检查该文件：prepass inspect {path}',
  },
  'sources.inside-quarantine': {
    en: '{path} lies inside a quarantine ({quarantine}): what is in there was already taken out. Give the dataset itself, or bring samples back with prepass restore.',
    zh: '{path} 位于隔离区（{quarantine}）内：其中的样本已被移出。请指定数据集本身，或用 prepass restore 还原样本。',
  },
  'sources.follow-root-missing': {
    en: '--follow-root {path} cannot be used ({cause}): it must be a folder that exists.',
    zh: '--follow-root {path} 无法使用（{cause}）：必须是已存在的文件夹。',
  },
  'sources.manifest-missing': {
    en: 'The manifest {file} does not exist. Paths count from the working directory, then from the dataset.',
    zh: '清单 {file} 不存在。路径先相对于当前工作目录，再相对于数据集解析。',
  },
  'sources.manifest-unreadable': {
    en: 'The manifest {file} cannot be read ({cause}).',
    zh: '无法读取清单 {file}（{cause}）。',
  },
  'sources.manifest-changed': {
    en: 'The manifest {file} was written to while it was being read. Run again when it is at rest.',
    zh: '读取过程中清单 {file} 被修改。请在其不再变化后重新运行。',
  },
  'sources.manifest-empty': {
    en: 'The manifest {file} holds nothing, not even a header line.',
    zh: '清单 {file} 是空的，连表头都没有。',
  },
  'sources.manifest-no-rows': {
    en: 'The manifest {file} holds a header but no row.',
    zh: '清单 {file} 只有表头，没有数据行。',
  },
  'sources.manifest-binary': {
    en: '{file} is not a text file: its first line holds NUL characters.',
    zh: '{file} 不是文本文件：首行包含 NUL 字符。',
  },
  'sources.manifest-no-header': {
    en: 'The manifest {file} has no header line: its first line already names a file ({cell}). Add a line with the names of the columns, for example path,label.',
    zh: '清单 {file} 没有表头：首行已是文件（{cell}）。请在首行加上列名，例如 path,label。',
  },
  'sources.manifest-twice': {
    en: 'The manifest {file} is given twice. Name each once, for example --manifest train=train.csv --manifest val=val.csv.',
    zh: '清单 {file} 被指定了两次。每个清单只指定一次，例如 --manifest train=train.csv --manifest val=val.csv。',
  },
  'sources.manifest-parquet': {
    en: 'The Parquet file {file} cannot be read: {detail}. Compare it with its source, or write it again.',
    zh: '无法读取 Parquet 文件 {file}：{detail}。请与其来源对比，或重新生成。',
  },
  'sources.no-json-lines': {
    en: 'The manifest {file} is named as JSON Lines, but its first line is no JSON object. It takes one object a line, for example {"path": "a.jpg", "label": 3}.',
    zh: '清单 {file} 的扩展名是 JSON Lines，但首行不是 JSON 对象。每行应为一个对象，例如 {"path": "a.jpg", "label": 3}。',
  },
  'sources.no-path-column': {
    en: 'No column of the manifest {file} looks like paths of files. Name it with --path-column; where rows are samples by themselves, say --layout table. The columns are: {columns}',
    zh: '清单 {file} 中没有像文件路径的列。请用 --path-column 指定；若每行本身就是样本，请用 --layout table。现有列：{columns}',
  },
  'sources.unknown-column': {
    en: '{option} names the column “{column}”, which the manifest {file} does not have. Its columns are: {columns}',
    zh: '{option} 指定的列“{column}”在清单 {file} 中不存在。现有列：{columns}',
  },
  'sources.table-no-header': {
    en: 'The table {file} has no header line: its first line already holds numbers ({cell}). Add a line with the names of the columns; taken for a header, that row would be lost.',
    zh: '表格 {file} 没有表头：首行已是数值（{cell}）。请在首行加上列名；若把它当作表头，该行会丢失。',
  },
  'sources.table-column-twice': {
    en: 'The table {file} has two columns named “{column}”, so that a finding could mean either. Give every column its own name, or leave them out: --features NAME,…',
    zh: '表格 {file} 有两列同名“{column}”，结果无法区分。请为每列使用不同的名称，或用 --features NAME,… 排除它们。',
  },
  'sources.table-no-features': {
    en: 'No column of {file} is left to train on: it takes a column of numbers beside label, target, split and id. Name them with --features; the columns are: {columns}',
    zh: '{file} 中没有可用于训练的列：除标签、回归目标、划分和编号外，至少需要一列数值。请用 --features 指定；现有列：{columns}',
  },
  'sources.no-table': {
    en: 'No table was found in {path}: it takes a .csv, .tsv, .jsonl or .parquet file. Where there are several, name them: --manifest train=a.csv --manifest val=b.csv.',
    zh: '在 {path} 中未找到表格：需要 .csv、.tsv、.jsonl 或 .parquet 文件。如有多个，请逐个指定：--manifest train=a.csv --manifest val=b.csv。',
  },
  'sources.no-lmdb': {
    en: 'No LMDB was found in {path}: --layout lmdb takes a file data.mdb, its folder, or a folder of such folders (train_lmdb, val_lmdb).',
    zh: '在 {path} 中未找到 LMDB：--layout lmdb 需要 data.mdb 文件、其所在文件夹，或包含多个此类文件夹（train_lmdb、val_lmdb）的文件夹。',
  },
  'sources.lmdb-damaged': {
    en: 'The LMDB {file} is damaged, so that its records cannot be listed: {detail}. Fetch it again, or have a copy made of what can be read: mdb_copy FOLDER NEW-FOLDER.',
    zh: 'LMDB {file} 已损坏，无法列出其中的记录：{detail}。请重新获取，或用 mdb_copy 旧文件夹 新文件夹 复制仍可读取的内容。',
  },
  'sources.lmdb-changed': {
    en: 'The LMDB {file} was written to while it was being read. Run again when it is at rest.',
    zh: '读取过程中 LMDB {file} 被写入。请在其不再变化后重新运行。',
  },
  'sources.lmdb-unreadable': {
    en: 'The LMDB {file} cannot be read ({cause}). Make it readable, or leave it out.',
    zh: '无法读取 LMDB {file}（{cause}）。请使其可读，或将其排除。',
  },
  'sources.lmdb-empty': {
    en: 'The LMDB {file} holds no record. Give one that does.',
    zh: 'LMDB {file} 中没有记录。请指定有记录的数据库。',
  },
  'sources.lmdb-no-datum': {
    en: 'The LMDB {file} holds other values than Datums of Caffe: none of its first {records} records is one. Nothing here reads them; give the files that it was made of.',
    zh: 'LMDB {file} 中存放的不是 Caffe 的 Datum：前 {records} 条记录均不是。本工具无法读取，请指定生成它的原始文件。',
  },
  'sources.too-many-columns': {
    en: 'The manifest {file} has {columns} columns; at most {limit} are read.',
    zh: '清单 {file} 有 {columns} 列；最多读取 {limit} 列。',
  },
  'sources.no-manifest': {
    en: 'No manifest was found in {path}. Looked for: {names}. Name one with --manifest FILE.',
    zh: '在 {path} 中未找到清单。查找过的文件名：{names}。请用 --manifest FILE 指定。',
  },
  'sources.no-manifest-for-targets': {
    en: 'The regression target “{target}” needs a manifest with a column of that name; this dataset has none. Name one with --manifest FILE.',
    zh: '回归目标“{target}”需要清单中有同名列，而该数据集没有清单。请用 --manifest FILE 指定。',
  },
  'sources.classes-unreadable': {
    en: 'The file of class names {file} cannot be read ({cause}).',
    zh: '无法读取类别名文件 {file}（{cause}）。',
  },
  'sources.classes-empty': {
    en: 'The file of class names {file} is empty: it takes one name a line.',
    zh: '类别名文件 {file} 是空的：每行应有一个类别名。',
  },

  'sources.expect-unreadable': {
    en: 'The listing {file} of --expect cannot be read ({cause}).',
    zh: '无法读取 --expect 指定的列表 {file}（{cause}）。',
  },
  'sources.expect-unknown': {
    en: '{file} is no listing that prepass knows. --expect takes the output of: qshell listbucket, aws s3api list-objects-v2 (JSON), S3 Inventory (manifest.json, CSV or Parquet), ossutil ls, rclone lsjson, sha256sum and its kin.',
    zh: '{file} 不是 prepass 认识的列表。--expect 接受以下命令的输出：qshell listbucket、aws s3api list-objects-v2（JSON）、S3 Inventory（manifest.json、CSV 或 Parquet）、ossutil ls、rclone lsjson、sha256sum 等校验和文件。',
  },
  'sources.expect-empty': {
    en: 'The listing {file} names no object: it may have been cut off, or list folders only.',
    zh: '列表 {file} 中没有任何对象：可能不完整，或只列出了文件夹。',
  },
  'sources.expect-no-match': {
    en: 'None of the {entries} objects in the listing {file} is a file of this dataset (the first is {example}). If it is the right listing, say what its keys begin with before the path in the dataset: --expect-prefix PREFIX.',
    zh: '列表 {file} 中的 {entries} 个对象都不是该数据集的文件（第一个为 {example}）。若列表无误，请用 --expect-prefix PREFIX 指明键在数据集内路径之前的前缀。',
  },
  'sources.expect-damaged': {
    en: 'The listing {file} is damaged: it is compressed or JSON or Parquet by its beginning, but cannot be read to its end. Fetch it again.',
    zh: '列表 {file} 已损坏：其开头是压缩、JSON 或 Parquet 格式，但无法读到末尾。请重新获取。',
  },
  'sources.expect-bomb': {
    en: 'The listing {file} unpacks to more than 200 times its size and was not read to its end. Unpack it yourself if it is genuine.',
    zh: '列表 {file} 解压后超过自身的 200 倍，未继续读取。若确属正常，请先自行解压。',
  },
  'sources.expect-no-key': {
    en: 'The inventory {file} has no column of keys. Its columns are: {columns}',
    zh: '清单报告 {file} 没有 Key 列。现有列：{columns}',
  },
  'sources.expect-no-data': {
    en: 'The inventory {file} names the data file {data}, which is neither in {folder} nor in data/ near it. Download it too.',
    zh: '清单报告 {file} 引用了数据文件 {data}，但它既不在 {folder} 中，也不在附近的 data/ 中。请一并下载。',
  },
  'sources.expect-orc': {
    en: 'The inventory {file} is in ORC, which is not read. Have the bucket write CSV or Parquet.',
    zh: '清单报告 {file} 为 ORC 格式，无法读取。请将存储桶清单设为 CSV 或 Parquet。',
  },

  'sources.reason-stated': { en: 'stated with --layout {layout}', zh: '由 --layout {layout} 指定' },
  'sources.reason-manifest-file': {
    en: 'the dataset is the manifest {file}; paths in column “{path}”, counted from {base}',
    zh: '数据集即清单 {file}；路径取自“{path}”列，相对于 {base}',
  },
  'sources.reason-manifest-option': {
    en: 'manifest {file} named with --manifest; paths in column “{path}”, counted from {base}',
    zh: '由 --manifest 指定清单 {file}；路径取自“{path}”列，相对于 {base}',
  },
  'sources.reason-manifest-found': {
    en: 'manifest {file} found; paths in column “{path}”, counted from {base}',
    zh: '找到清单 {file}；路径取自“{path}”列，相对于 {base}',
  },
  'sources.reason-manifest-among': {
    en: 'manifest {file} found (not used: {others}); paths in column “{path}”, counted from {base}',
    zh: '找到清单 {file}（未使用：{others}）；路径取自“{path}”列，相对于 {base}',
  },
  'sources.reason-manifests': {
    en: 'manifests {file} as the splits {splits}; paths in column “{path}”, counted from {base}',
    zh: '清单 {file} 分别作为划分 {splits}；路径取自“{path}”列，相对于 {base}',
  },
  'sources.reason-manifests-among': {
    en: 'manifests {file} as the splits {splits} (not used: {others}); paths in column “{path}”, counted from {base}',
    zh: '清单 {file} 分别作为划分 {splits}（未使用：{others}）；路径取自“{path}”列，相对于 {base}',
  },
  'sources.reason-pictures': {
    en: '{file}: pictures inside the rows, in column “{path}”',
    zh: '{file}：图像存放在行内的“{path}”列中',
  },
  'sources.reason-list': {
    en: '{file}: one path a line, counted from {base}, without class numbers',
    zh: '{file}：每行一个路径，相对于 {base}，没有类别编号',
  },
  'sources.reason-list-labels': {
    en: '{file}: a path, counted from {base}, and a class number on every line',
    zh: '{file}：每行一个路径（相对于 {base}）和一个类别编号',
  },
  'sources.reason-list-unlabeled': {
    en: '{file}: one path a line, counted from {base}; the numbers behind paths were not taken for classes, since line {line:raw} has none ({labeled} lines have one). To take them: --label-column label',
    zh: '{file}：每行一个路径，相对于 {base}；路径后的数字未当作类别，因为第 {line:raw} 行没有数字（{labeled} 行有）。如需当作类别：--label-column label',
  },
  'sources.reason-classes': {
    en: '{classes} class folders ({names})',
    zh: '{classes} 个类别文件夹（{names}）',
  },
  'sources.reason-split-classes': {
    en: 'splits {splits} with {classes} class folders ({names})',
    zh: '划分 {splits}，含 {classes} 个类别文件夹（{names}）',
  },
  'sources.reason-glob': {
    en: 'files that match {pattern}, without class folders',
    zh: '与 {pattern} 匹配的文件，不按类别文件夹区分',
  },
  'sources.reason-flat': { en: 'images without class folders', zh: '图像未按类别文件夹存放' },
  'sources.reason-flat-splits': {
    en: 'images directly in the split folders {splits}, without class folders',
    zh: '图像直接位于划分文件夹 {splits} 中，没有类别文件夹',
  },
  'sources.reason-flat-mostly': {
    en: 'more images lie in the folder itself ({samples}) than in its subfolders ({folders})',
    zh: '文件夹内直接存放的图像（{samples}）多于子文件夹中的（{folders}）',
  },
  'sources.reason-flat-one-folder': {
    en: 'all images are in the folder {folder}, which is not the name of a class',
    zh: '所有图像都在文件夹 {folder} 中，而该名称不是类别',
  },
  'sources.reason-npy': {
    en: '{arrays} array files (.npy, .npz, .safetensors, HDF5) and no image',
    zh: '{arrays} 个数组文件（.npy、.npz、.safetensors、HDF5），没有图像',
  },
  'sources.reason-npy-splits': {
    en: '{arrays} array files (.npy, .npz, .safetensors, HDF5) in the split folders {splits}, and no image',
    zh: '划分文件夹 {splits} 中有 {arrays} 个数组文件（.npy、.npz、.safetensors、HDF5），没有图像',
  },
  'sources.reason-pair': {
    en: '{names}: one sample a row, labels joined by index',
    zh: '{names}：每行一个样本，按行号对应标签',
  },
  'sources.pair-lone': {
    en: '{x} cannot be read row by row: one array of labels, no more, must stand beside each array of samples; to examine the rows without labels: --layout rows',
    zh: '{x} 无法逐行读取：每个样本数组旁应恰有一个标签数组；如只检查各行而不对应标签：--layout rows',
  },
  'sources.pair-damaged': {
    en: '{x} and {y} cannot be read row by row: one of them is damaged, or is no plain array',
    zh: '{x} 与 {y} 无法逐行读取：其中之一已损坏，或不是普通数组',
  },
  'sources.pair-samples': {
    en: '{x} cannot be read row by row: it has no rows, or its elements are no numbers',
    zh: '{x} 无法逐行读取：没有行，或元素不是数值',
  },
  'sources.pair-order': {
    en: '{x} cannot be read row by row: it is in Fortran order, write it again with numpy.ascontiguousarray',
    zh: '{x} 无法逐行读取：为 Fortran 顺序，请用 numpy.ascontiguousarray 重新写出',
  },
  'sources.pair-labels': {
    en: '{x} cannot be read row by row: {y} holds neither numbers nor one text a row',
    zh: '{x} 无法逐行读取：{y} 既非数值，也非每行一个文本',
  },
  'sources.pair-label-order': {
    en: '{x} cannot be read row by row: {y} is in Fortran order, write it again with numpy.ascontiguousarray',
    zh: '{x} 无法逐行读取：{y} 为 Fortran 顺序，请用 numpy.ascontiguousarray 重新写出',
  },
  'sources.pair-lengths': {
    en: '{x} has {rows} rows, but {y} has {labels} labels, so that no label can be trusted to be of its row. Write both again from the same source; to examine the arrays without joining them: --layout npy',
    zh: '{x} 有 {rows} 行，而 {y} 有 {labels} 个标签，无法确定标签与行的对应关系。请从同一来源重新写出两者；如只检查数组而不对应标签：--layout npy',
  },
  'sources.no-such-row': {
    en: '{file} has {rows} samples, counted from 0: there is no --row {row}',
    zh: '{file} 有 {rows} 个样本，从 0 计数：不存在 --row {row}',
  },
  'sources.row-needed': {
    en: '{file} is an LMDB of many records. Name one by its number, from 0 in the order of keys: --row 0; to examine all: prepass run {file}',
    zh: '{file} 是含多条记录的 LMDB。请用编号指定一条（按键的顺序从 0 计数）：--row 0；检查全部：prepass run {file}',
  },
  'sources.holds-no-rows': {
    en: '{file} is neither a .npy array nor an LMDB: --row names one of the samples in such a file. Leave it out to inspect the file',
    zh: '{file} 既不是 .npy 数组也不是 LMDB：--row 用于指定此类文件中的一个样本。去掉它即可检查整个文件',
  },
  'sources.target-no-vector': {
    en: '--target {target}: {file} has the shape ({shape}), but a target is one row of 1 to {most} numbers for each sample, (N,) or (N, C). Reshape it to (N, -1), or leave --target out to have it examined as labels',
    zh: '--target {target}：{file} 的形状为 ({shape})，而回归目标应为每个样本一行 1 至 {most} 个数值，即 (N,) 或 (N, C)。请重塑为 (N, -1)，或去掉 --target，将其作为标签检查',
  },
  'sources.target-widths': {
    en: '{file} has {count} numbers a row, {than} has {others}: targets of one name need as many in every split',
    zh: '{file} 每行有 {count} 个数值，{than} 有 {others} 个：同名的回归目标在各划分中数量必须一致',
  },
  'sources.rows-unreadable': {
    en: '{x} cannot be read row by row: it is damaged, has no rows, its elements are no numbers, or it is in Fortran order. To examine it as one file: --layout npy',
    zh: '{x} 无法逐行读取：已损坏、没有行、元素不是数值，或为 Fortran 顺序。如作为单个文件检查：--layout npy',
  },
  'sources.no-rows': {
    en: '{path} holds no array (.npy, .npz, .safetensors, HDF5) whose rows could be samples.',
    zh: '{path} 中没有可按行作为样本的数组（.npy、.npz、.safetensors、HDF5）。',
  },
  'sources.hdf5-list-missing': {
    en: '{file}, line {line}: {path} is not there, neither as written nor beside the list. Correct the line, or give the folder that the files are in',
    zh: '{file} 第 {line} 行：{path} 不存在，按原路径及列表所在文件夹均未找到。请更正该行，或指定文件所在的文件夹',
  },
  'sources.no-pair': {
    en: '{path} holds no arrays of samples and labels that belong together, such as X.npy and y.npy, or x_train and y_train in a .npz.',
    zh: '{path} 中没有成对的样本与标签数组，例如 X.npy 与 y.npy，或 .npz 中的 x_train 与 y_train。',
  },
  'sources.reason-table': {
    en: '{file}: one sample a row, {features} columns of numbers as features ({names}); label or target: {label}; columns left out: {unused}',
    zh: '{file}：每行一个样本，{features} 列数值作为特征（{names}）；标签或回归目标：{label}；未使用的列：{unused}',
  },
  'sources.reason-lmdb': {
    en: '{files}: LMDB of Caffe Datums, one sample a record',
    zh: '{files}：存放 Caffe Datum 的 LMDB，每条记录一个样本',
  },
  'sources.reason-npy-file': { en: 'the dataset is the array {file}', zh: '数据集即数组 {file}' },

  'sources.note-unreadable-directory': {
    en: 'the folder {ref} could not be read ({detail})',
    zh: '无法读取文件夹 {ref}（{detail}）',
  },
  'sources.note-link-outside-root': {
    en: 'the link {ref} leads out of the dataset and was not followed; to read it: --follow-root DIR',
    zh: '链接 {ref} 指向数据集之外，未跟随；如需读取：--follow-root DIR',
  },
  'sources.note-link-broken': { en: 'the link {ref} leads nowhere', zh: '链接 {ref} 已失效' },
  'sources.note-link-cycle': { en: 'the link {ref} leads back into itself', zh: '链接 {ref} 形成循环' },
  'sources.note-special-file': {
    en: '{ref} is a FIFO, socket or device and was not opened',
    zh: '{ref} 是管道、套接字或设备，未打开',
  },
  'sources.note-junk-folder': { en: 'the folder {ref} is no class', zh: '文件夹 {ref} 不是类别' },
  'sources.note-empty-class-folder': { en: 'the class folder {ref} is empty', zh: '类别文件夹 {ref} 是空的' },
  'sources.class-twice': {
    en: 'The classes file {file} holds "{name}" twice, so that its label would have two numbers. Name every class once, in the order of the labels.',
    zh: '类别文件 {file} 中“{name}”出现了两次，标签会对应两个编号。请按标签顺序，每个类别只写一次。',
  },
  'sources.all-ignored': {
    en: 'Nothing is left of {path} to examine: ignore in the configuration leaves out {files} of its files or rows, and no sample is among the rest. Make the globs narrower.',
    zh: '{path} 中没有可检查的样本：配置中的 ignore 排除了 {files} 个文件或行，其余部分不含样本。请缩小通配范围。',
  },
  'sources.note-ignore-unmatched': {
    en: 'the ignore glob {ref} matches no file',
    zh: 'ignore 通配式 {ref} 没有匹配到任何文件',
  },
  'sources.note-encoding': { en: '{ref} is encoded as {detail}', zh: '{ref} 的编码：{detail}' },
} as const satisfies Record<string, Words>;
