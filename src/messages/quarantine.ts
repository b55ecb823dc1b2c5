import type { Words } from '../model/check.ts';

export const quarantine = {
  'quarantine.unsafe-platform': {
    en: 'Moving files safely needs Linux (/proc/self/fd); this is {platform}. Nothing was moved. Scan and report work here; move on a Linux machine.',
    zh: '安全移动文件需要 Linux（/proc/self/fd），当前系统为 {platform}。未移动任何文件。此处可检查并生成报告，请在 Linux 上执行隔离。',
  },
  'quarantine.other-device': {
    en: 'Quarantine {place} is not on the file system of {dataset}. Nothing was moved; the plan is written. Name a folder on the same one: --quarantine-dir DIR',
    zh: '隔离区 {place} 与 {dataset} 不在同一文件系统上。未移动任何文件，计划已写出。请用 --quarantine-dir DIR 指定同一文件系统上的目录',
  },
  'quarantine.place-inside-dataset': {
    en: 'Quarantine {place} lies inside the dataset {dataset}, where it would become a class. Name a folder outside: --quarantine-dir DIR',
    zh: '隔离区 {place} 位于数据集 {dataset} 内部，会被当作一个类别。请用 --quarantine-dir DIR 指定数据集之外的目录',
  },
  'quarantine.dataset-inside-place': {
    en: 'Dataset {dataset} lies inside the quarantine {place}. Name another folder: --quarantine-dir DIR',
    zh: '数据集 {dataset} 位于隔离区 {place} 内部。请用 --quarantine-dir DIR 指定其他目录',
  },
  'quarantine.place-not-ours': {
    en: '{place} holds files that prepass did not put there ({file}). Name an empty or new folder: --quarantine-dir DIR',
    zh: '{place} 中有不属于 prepass 的文件（{file}）。请用 --quarantine-dir DIR 指定空目录或新目录',
  },
  'quarantine.place-unusable': {
    en: 'Quarantine {place} cannot be used: {code}. Nothing was moved. Make it writable, or name another folder: --quarantine-dir DIR',
    zh: '隔离区 {place} 无法使用：{code}。未移动任何文件。请使其可写，或用 --quarantine-dir DIR 指定其他目录',
  },
  'quarantine.other-dataset': {
    en: 'Quarantine {place} was made for {expected}, not for {dataset}. Each dataset needs its own: --quarantine-dir DIR',
    zh: '隔离区 {place} 属于 {expected}，而不是 {dataset}。每个数据集需要各自的隔离区：--quarantine-dir DIR',
  },
  'quarantine.newer-format': {
    en: 'Quarantine {place} was made by a newer prepass. Update prepass to work with it.',
    zh: '隔离区 {place} 由更新版本的 prepass 创建，请升级 prepass。',
  },
  'quarantine.marker-damaged': {
    en: '{file} in {place} cannot be read. Nothing was changed. README.txt there says how to restore by hand.',
    zh: '无法读取 {place} 中的 {file}。未做任何更改。手动还原方法见其中的 README.txt。',
  },
  'quarantine.no-place': {
    en: 'There is no quarantine at {place}.',
    zh: '{place} 处没有隔离区。',
  },
  'quarantine.no-dataset': {
    en: 'The dataset {dataset} does not exist or is no folder. Mount it, or name it.',
    zh: '数据集 {dataset} 不存在或不是目录。请挂载该目录或重新指定。',
  },
  'quarantine.locked': {
    en: 'Another run works in this quarantine: process {pid:raw} on {host}, since {since}. Wait until it ends.',
    zh: '另一次检查正在使用该隔离区：{host} 上的进程 {pid:raw}，自 {since} 起。请等待其结束。',
  },
  'quarantine.locked-elsewhere': {
    en: 'This quarantine is locked by process {pid:raw} on {host}, since {since}, which cannot be seen from here. If it has surely ended, remove {file} from the quarantine.',
    zh: '该隔离区被 {host} 上的进程 {pid:raw} 锁定（自 {since} 起），从此处无法查看该进程。如确认其已结束，请删除隔离区中的 {file}。',
  },
  'quarantine.lock-unreadable': {
    en: 'Lock {file} in the quarantine cannot be read. If no other prepass works there, remove it.',
    zh: '无法读取隔离区中的锁文件 {file}。如没有其他 prepass 在使用，请将其删除。',
  },
  'quarantine.lock-lost': {
    en: 'Somebody removed lock {file} while it was taken. Try again.',
    zh: '加锁时锁文件 {file} 被删除，请重试。',
  },
  'quarantine.journal-damaged': {
    en: '{file} of the quarantine is damaged in line {line:raw}. Nothing was changed. Each items/ folder has a manifest.json; README.txt says how to restore by hand.',
    zh: '隔离区的 {file} 第 {line:raw} 行已损坏。未做任何更改。items/ 下每个目录都有 manifest.json；手动还原方法见 README.txt。',
  },
  'quarantine.journal-cut': {
    en: '{file} of the quarantine has lost its end: transaction {transaction} has files but no entry. Nothing was changed. README.txt says how to restore by hand.',
    zh: '隔离区的 {file} 末尾缺失：事务 {transaction} 有文件但没有记录。未做任何更改。手动还原方法见 README.txt。',
  },
  'quarantine.neither-copy': {
    en: 'Transaction {transaction} was cut off, and {file} is neither in the dataset nor in {place}. If you moved or deleted it yourself: prepass quarantine recover {place} --abandon {transaction}',
    zh: '事务 {transaction} 被中断，{file} 既不在数据集中也不在 {place} 中。如果是您自己移动或删除了它：prepass quarantine recover {place} --abandon {transaction}',
  },
  'quarantine.not-open': {
    en: 'No transaction {transaction} of the quarantine {place} is open: there is nothing to abandon.',
    zh: '隔离区 {place} 中没有未完成的事务 {transaction}：无可放弃。',
  },
  'quarantine.failed.changed': {
    en: 'changed since it was examined; not moved. Run again.',
    zh: '检查之后已被更改，未移动。请重新检查。',
  },
  'quarantine.failed.vanished': { en: 'no longer there', zh: '已不存在' },
  'quarantine.failed.outside-root': {
    en: 'lies outside the dataset; left alone',
    zh: '位于数据集之外，未处理',
  },
  'quarantine.failed.through-link': {
    en: 'is reached through a linked folder; left alone',
    zh: '经由链接目录到达，未处理',
  },
  'quarantine.failed.other-device': {
    en: 'is on another file system than the quarantine; not moved',
    zh: '与隔离区不在同一文件系统上，未移动',
  },
  'quarantine.failed.not-restorable': {
    en: 'belongs to another user and could not be put back later; not moved',
    zh: '属于其他用户，之后无法还原，因此未移动',
  },
  'quarantine.failed.stranded': {
    en: 'could not be moved whole, and its place is taken: what is missing lies in quarantine',
    zh: '无法整体移动且原位置已被占用：缺失部分在隔离区中',
  },
  'quarantine.failed.interrupted': { en: 'interrupted before it was moved', zh: '移动前被中断' },
  'quarantine.failed.exists': {
    en: 'something else has its place in the dataset now; not restored, nothing overwritten',
    zh: '数据集中的原位置已有其他文件，未还原，未覆盖任何内容',
  },
  'quarantine.failed.missing-in-quarantine': {
    en: 'is no longer in quarantine',
    zh: '已不在隔离区中',
  },
  'quarantine.failed.changed-in-quarantine': {
    en: 'was changed inside the quarantine; left there',
    zh: '在隔离区内被更改，保留在隔离区',
  },
  'quarantine.failed.not-in-quarantine': { en: 'is not in quarantine', zh: '不在隔离区中' },
  'quarantine.failed.neither-copy': {
    en: 'is neither in the dataset nor in quarantine',
    zh: '既不在数据集中也不在隔离区中',
  },
  'quarantine.failed.errno': { en: 'refused by the system: {code}', zh: '被系统拒绝：{code}' },
  'quarantine.refused.samples': {
    en: 'Nothing was moved: {would} of {of} samples would leave, the safety limit is {allowed}. If that is right: {allow}',
    zh: '未移动任何文件：将移出 {of} 个样本中的 {would} 个，安全上限为 {allowed}。如确认无误：{allow}',
  },
  'quarantine.refused.class': {
    en: 'Nothing was moved: {would} of {of} samples of class {class} would leave, the safety limit is {allowed}. If that is right: {allow}',
    zh: '未移动任何文件：类别 {class} 将移出 {of} 个样本中的 {would} 个，安全上限为 {allowed}。如确认无误：{allow}',
  },
  'quarantine.refused.half': {
    en: 'Nothing was moved: {would} of {of} samples, more than half, would leave. If that is right: {allow}',
    zh: '未移动任何文件：将移出 {of} 个样本中的 {would} 个，超过一半。如确认无误：{allow}',
  },
} as const satisfies Record<string, Words>;
