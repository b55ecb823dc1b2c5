/**
 * Written into every quarantine, always in both languages: whoever finds the folder may not have the tool that made it.
 * So these words live here and not among the messages of one language.
 */
export const README = `PREPASS QUARANTINE

Files in here were moved out of a dataset because prepass found them to be bad. Nothing was deleted or changed.

To put them back:        prepass restore
To see what is here:     prepass quarantine list

By hand, without prepass: each folder items/XX/ID/ is one sample. Its manifest.json names every file: "path" is where it
was, relative to the dataset's root; "slot" is its name in this folder. Move each back without overwriting, for example
    mv -n "items/XX/ID/0.jpg" "DATASET/cats/photo.jpg"
In "path", %XX stands for one byte (%25 is a percent sign). "reason" says why the sample was moved, "mode" and "mtimeNs"
what the file's permissions and time were. journal.jsonl is the record of all moves: please leave it as it is.

------------------------------------------------------------------------------------------------------------------------

PREPASS 隔离区

这里的文件被 prepass 判定为不合格，因此移出了数据集。没有删除或修改任何内容。

还原：            prepass restore
查看隔离内容：    prepass quarantine list

不用 prepass 手动还原：每个文件夹 items/XX/ID/ 对应一个样本，其中的 manifest.json 列出每个文件：
"path" 是原来的位置（相对于数据集根目录），"slot" 是在该文件夹中的文件名。逐个移回，注意不要覆盖，例如：
    mv -n "items/XX/ID/0.jpg" "数据集/cats/photo.jpg"
"path" 中的 %XX 表示一个字节（%25 即百分号）。"reason" 是移出原因，"mode" 与 "mtimeNs" 是文件原来的权限和时间。
journal.jsonl 是全部移动的日志，请勿改动。
`;
